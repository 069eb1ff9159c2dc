/** Nobody is let in: how to come in. */
import { useState, type ReactNode } from 'react';
import { keepToken } from '../data/token.ts';

/** A field for a token, for who has one and no `ws ui`. */
export const Locked = (): ReactNode => {
  const [value, setValue] = useState('');
  return (
    <main className="locked">
      <h1>This page needs a token</h1>
      <p>
        Open it with <code>ws ui</code> on the machine that serves it, or paste a token that <code>ws token</code> made.
      </p>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          keepToken(value.trim());
          location.reload();
        }}
      >
        <label>
          <span>Token</span>
          <input
            className="in mono"
            type="password"
            autoComplete="off"
            value={value}
            onChange={({ target }) => setValue(target.value)}
          />
        </label>
        <button type="submit" className="btn primary" disabled={value.trim() === ''}>
          Open
        </button>
      </form>
    </main>
  );
};
