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
    const missing = process.platform === 'linux' ? 'bubblewrap is not installed' : reason;
    return warn('sandbox', `${missing}. ${without}`, 'On Debian: apt-get install bubblewrap');
  }
  const mend =
    'Allow unprivileged user namespaces: sysctl kernel.unprivileged_userns_clone=1, or in a container run it with the rights for them.';
  return warn('sandbox', `bubblewrap ${version} cannot make one here (${reason}). ${without}`, mend);
};

/** Whether processes that outlived their step can be found. */
const checkSweep = (): HealthCheck => {
  const how = howProcessesAreFound();
  if (how === 'proc') return fine('sweep', '/proc can be searched for processes that outlive a step');
  if (how === 'ps')
    return fine('sweep', 'there is no /proc: processes that outlive a step are looked for by ps, which takes longer');
  const mend = 'Prefer "sandbox: required" for steps that start background processes.';
  return warn('sweep', 'there is no /proc and no ps that answers: only process groups are killed', mend);
};

/** Whether a step's processes are known to the last one, whatever they do to their environment. */
const checkStarters = async (): Promise<HealthCheck> => {
  const reason = await whyNoStarters();
  if (reason === null) return fine('starters', 'whatever a step leaves running ends with it (perl, child subreaper)');
  const message = `${reason}. A process that wipes its environment (a daemon, env -i setsid) outlives its step and ws`;
  return warn('starters', message, 'Install perl (on Debian: apt-get install perl-base), or use "sandbox: required".');
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
