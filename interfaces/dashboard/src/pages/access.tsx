/** Who may ask the server, and as what. A token is shown once. */
import { useQuery } from '@tanstack/react-query';
import { Copy } from 'lucide-react';
import { useState, type ReactNode } from 'react';
import { useAct } from '../data/act.ts';
import { part } from '../data/ask.ts';
import { queries } from '../data/queries.ts';
import type { Lists } from '../data/resources.ts';
import { Confirm } from '../parts/confirm.tsx';
import { Dialog } from '../parts/dialog.tsx';
import { Answered } from '../parts/pane.tsx';
import { toast } from '../parts/toast.tsx';

const ROLES = ['viewer', 'operator', 'admin', 'metrics'] as const;

const NewToken = ({ onMade }: { readonly onMade: (made: Lists['TokenMade']) => void }): ReactNode => {
  const [name, setName] = useState('');
  const [role, setRole] = useState<(typeof ROLES)[number]>('viewer');
  const act = useAct<Lists['TokenMade']>();
  return (
    <form
      className="fields one-line"
      onSubmit={(event) => {
        event.preventDefault();
        act.mutate({ path: '/tokens', body: { name, role }, done: `${name} may ask` }, { onSuccess: onMade });
      }}
    >
      <label className="field">
        <span>Name</span>
        <input className="in" required value={name} onChange={({ target }) => setName(target.value)} />
      </label>
      <label className="field">
        <span>Role</span>
        <select
          className="in"
          value={role}
          onChange={({ target }) => setRole(ROLES.find((each) => each === target.value) ?? 'viewer')}
        >
          {ROLES.map((each) => (
            <option key={each}>{each}</option>
          ))}
        </select>
      </label>
      <button type="submit" className="btn primary" disabled={act.isPending || name === ''}>
        Make a token
      </button>
    </form>
  );
};

/** The list, and a line for another. */
export const Access = (): ReactNode => {
  const tokens = useQuery(queries.tokens());
  const act = useAct();
  const [made, setMade] = useState<Lists['TokenMade'] | null>(null);
  const [leaving, setLeaving] = useState<string | null>(null);
  return (
    <>
      <NewToken onMade={setMade} />
      <Answered asked={tokens}>
        {({ items }) => (
          <table className="tb">
            <thead>
              <tr>
                <th>Name</th>
                <th>Role</th>
                <th>Made</th>
                <th>Until</th>
                <th>
                  <span className="vh">Acts</span>
                </th>
              </tr>
            </thead>
            <tbody>
              {items.map(({ name, role, createdAt, expiresAt }) => (
                <tr key={`${name}${createdAt}`}>
                  <td>{name}</td>
                  <td className="mid">{role}</td>
                  <td className="mid">{new Date(createdAt).toLocaleString('en-GB')}</td>
                  <td className="mid">
                    {expiresAt === null ? 'it is revoked' : new Date(expiresAt).toLocaleString('en-GB')}
                  </td>
                  <td className="num">
                    <button type="button" className="btn quiet danger" onClick={() => setLeaving(name)}>
                      Revoke…
                    </button>
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        )}
      </Answered>
      {made !== null && (
        <Dialog title={`The token of ${made.name}`} onClose={() => setMade(null)}>
          <p className="mid">It is shown this once. Whoever has it may ask as {made.role}.</p>
          <pre className="box">{made.token}</pre>
          <div className="dlg-acts">
            <button
              type="button"
              className="btn primary"
              onClick={() => void navigator.clipboard.writeText(made.token).then(() => toast('Token copied'))}
            >
              <Copy size={14} aria-hidden />
              Copy
            </button>
          </div>
        </Dialog>
      )}
      {leaving !== null && (
        <Confirm
          title={`Revoke ${leaving}?`}
          verb="Revoke it"
          isDanger
          onClose={() => setLeaving(null)}
          onYes={() =>
            act.mutate({ method: 'DELETE', path: `/tokens/${part(leaving)}`, done: `${leaving} may ask no more` })
          }
        >
          Whoever uses it is refused from then on.
        </Confirm>
      )}
    </>
  );
};
