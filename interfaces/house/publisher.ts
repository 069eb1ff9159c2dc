/** Brings what a run did to others: git pushes, and `gh` asks what hosts the repository. */
import { addressOf, plainAddress, pushTo } from '../../adapters/git/remote/push.ts';
import { gitAt } from '../../adapters/git/command/configured.ts';
import { openGh, type GhProblem } from '../../adapters/github/gh.ts';
import { createRepository, propose, release } from '../../adapters/github/hosting.ts';
import type { Failure } from '../../core/failure.ts';
import type { OpenPublisher, Standing } from '../../core/publisher.ts';
import { err, ok, type Result } from '../../core/result.ts';
import type { ToolFailure } from '../../core/tool.ts';
import type { House } from './house.ts';

/** What git or gh said is read as any error of a tool is: it may be the network, or a login. */
const told = (failure: Failure): { readonly ok: false; readonly error: ToolFailure } =>
  failure.code === 'bad-input'
    ? err({ failure, evidence: null })
    : err({
        failure: { code: 'tool-exit', status: 1, message: failure.message },
        evidence: { http: null, thrown: new Error(failure.message) },
      });

const toldByGh = <T>(result: Result<T, GhProblem>): Result<T, ToolFailure> => {
  if (result.ok) return result;
  const { code, message } = result.error;
  if (code === 'missing') return err({ failure: { code: 'tool-missing', tool: 'gh', message }, evidence: null });
  if (code === 'signed-out')
    return err({ failure: { code: 'unauthenticated', message: `gh: ${message}` }, evidence: null });
  return told({ code: 'tool-exit', status: 1, message: `gh: ${message}` });
};

/** Of the runs of one repository. */
export const publisherOf =
  ({ repository }: Pick<House, 'repository'>): OpenPublisher =>
  ({ run, env, signal }) => {
    // Where a remote is a path, it is one from there.
    const git = gitAt({ cwd: repository.root, gitDir: repository.commonDir, workTree: null }, repository.commonDir);
    const gh = openGh(repository.root, env);
    const hosted = async (remote: string): Promise<Result<string, ToolFailure>> => {
      const address = await addressOf(git, remote);
      return address.ok ? ok(plainAddress(address.value)) : told(address.error);
    };
    return {
      standing: async () => {
        const format = '--format=%(refname)%00%(objectname)%00%(tree)';
        const asked = ['for-each-ref', format, `refs/ws/${run}/head`, `refs/heads/ws/*/${run}`];
        const found = await git(asked, { reads: true });
        if (!found.ok) return told(found.error);
        const lines = found.value.stdout
          .toString('utf8')
          .trim()
          .split('\n')
          .map((line) => line.split('\0'));
        const branch = lines.find(([ref]) => ref?.startsWith('refs/heads/'))?.[0]?.slice('refs/heads/'.length);
        const [, commit, tree] = lines.find(([ref]) => ref === `refs/ws/${run}/head`) ?? [];
        if (branch === undefined || commit === undefined || tree === undefined)
          return told({ code: 'workspace', message: `the run ${run} has no branch here` });
        return ok({ commit, tree, branch } satisfies Standing);
      },
      push: async (push) => {
        const pushed = await pushTo(git, push, signal);
        return pushed.ok ? pushed : told(pushed.error);
      },
      create: async (name, visibility, isDry) => toldByGh(await createRepository(gh, name, { visibility, isDry })),
      propose: async (proposal, isDry) => {
        const url = await hosted(proposal.remote);
        return url.ok ? toldByGh(await propose(gh, proposal, { url: url.value, isDry })) : url;
      },
      release: async (wanted, isDry) => {
        const url = await hosted(wanted.remote);
        return url.ok ? toldByGh(await release(gh, wanted, { url: url.value, isDry })) : url;
      },
    };
  };
