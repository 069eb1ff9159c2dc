import { createProcesses } from '../../../../interfaces/node/processes.ts';
import { processesContract } from './processes.contract.ts';

processesContract('processes started by node', (settings) => createProcesses(settings));
