/** The checks of `ws doctor` that say what holds of steps and their processes on this machine. */
import { hasControlGroups } from '../../adapters/machine/control-group.ts';
import { hasProc, howProcessesAreFound } from '../../adapters/machine/process-table.ts';
import { probeSandbox } from '../../adapters/machine/sandbox.ts';
import { whyNoStarters } from '../../adapters/machine/starters.ts';
import { fine, warn, type HealthCheck } from './health.ts';

/** bubblewrap: present, and allowed to make what the profile asks for. */
const checkSandbox = async (): Promise<HealthCheck> => {
  const { available, version, reason } = await probeSandbox();
  if (available) {
    const holds =
      'processes, /tmp, /run and home of its own, the rest read-only, without rights; the network is shared';
    return fine('sandbox', `bubblewrap ${version}: ${holds}`);
  }
  const without =
    'Steps with "sandbox: auto" run without a sandbox and are swept for survivors; "required" refuses to run.';
  if (version === null) {
    if (process.platform === 'linux')
      return warn('sandbox', `bubblewrap is not installed. ${without}`, 'On Debian: apt-get install bubblewrap');
    return warn('sandbox', `${reason}. ${without}`, 'Run ws on Linux, in a container or a virtual machine, for one.');
  }
  const mend = !hasProc()
    ? 'It needs /proc: mount it.'
    : 'Allow unprivileged user namespaces: sysctl kernel.unprivileged_userns_clone=1, or in a container run it with the rights for them.';
  return warn('sandbox', `bubblewrap ${version} cannot make one here (${reason}). ${without}`, mend);
};

/** Whether processes that outlived their step can be found. */
const checkSweep = (): HealthCheck => {
  const how = howProcessesAreFound();
  if (how === 'proc') return fine('sweep', '/proc can be searched for processes that outlive a step');
  if (how === 'ps')
    return fine('sweep', 'there is no /proc: processes that outlive a step are looked for by ps, which takes longer');
  const mend = 'Let steps end what they start in the background: no sandbox holds it here, either.';
  return warn('sweep', 'there is no /proc and no ps that answers: only process groups are killed', mend);
};

const capital = (sentence: string): string => `${sentence.charAt(0).toUpperCase()}${sentence.slice(1)}`;

/** Whether a step's processes are known to the last one, whatever they do to their environment. */
const checkStarters = async (): Promise<HealthCheck> => {
  const none = await whyNoStarters();
  if (none === null) return fine('starters', 'whatever a step leaves running ends with it (perl, child subreaper)');
  const message = `${none.reason}. A process that wipes its environment (a daemon, env -i setsid) outlives its step and ws`;
  const instead = hasProc()
    ? 'use "sandbox: required".'
    : 'let steps that start such processes end them: no sandbox holds them here, either.';
  const mend = none.isMended ? `Install perl (on Debian: apt-get install perl-base), or ${instead}` : capital(instead);
  return warn('starters', message, mend);
};

/** What the limits of a step are held by here. */
const checkLimits = (): HealthCheck => {
  const isHeld = hasControlGroups({ memoryBytes: 1, processes: 1, cpu: 1 });
  if (isHeld) return fine('limits', 'limits of steps are held by control groups');
  if (!hasProc()) {
    const mend = 'Use "timeout", and limits of the system such as ulimit.';
    return warn('limits', 'there is no /proc in which to look what a step uses: `limits` of steps are not held', mend);
  }
  const byUser = process.getuid?.() === 0 ? '' : ', a fork over the limit fails';
  return fine(
    'limits',
    `no control groups are delegated: memory and processes are added up, cpu ties to processors${byUser}`,
  );
};

/** All of them, in the order in which they are told. */
export const checkProcesses = async (): Promise<readonly HealthCheck[]> => [
  await checkSandbox(),
  await checkStarters(),
  checkSweep(),
  checkLimits(),
];
