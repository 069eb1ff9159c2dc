/** The parts of the command line that face the process: streams, interrupts, bugs, what start-up loads. */
import { execFileSync } from 'node:child_process';
import { EventEmitter } from 'node:events';
import { existsSync, readFileSync, rmSync } from 'node:fs';
import { Writable } from 'node:stream';
import { build } from 'esbuild';
import { describe, expect, test } from 'vitest';
import { createProgram } from '../../../../interfaces/cli/program.ts';
import { completionScript } from '../../../../interfaces/cli/commands/completion.ts';
import { interruptsOf } from '../../../../interfaces/cli/interrupts.ts';
import { reportBug } from '../../../../interfaces/cli/main.ts';
import { redactAll } from '../../../../interfaces/house/redaction.ts';
import { openScreen } from '../../../../interfaces/cli/screen.ts';
import { version } from '../../../../interfaces/house/version.ts';

type Stream = Writable & { isTTY: boolean; columns: number; rows: number };

const stream = (isTTY: boolean): { stream: NodeJS.WriteStream; text: () => string } => {
  let text = '';
  const sink = new Writable({
    write: (chunk: Buffer, _encoding, done) => {
      text += chunk.toString();
      done();
    },
  }) as Stream;
  Object.assign(sink, { isTTY, columns: 100, rows: 30 });
  // A screen uses nothing of a WriteStream but write, on, isTTY, columns and rows, and those are here.
  return { stream: sink as unknown as NodeJS.WriteStream, text: () => text };
};

describe('the screen', () => {
  test('a reader of stdout that goes away is no error, and what comes after is dropped', () => {
    const out = stream(false);
    const screen = openScreen(
      { mask: (text) => text, colour: true, quiet: false, env: {} },
      out.stream,
      stream(false).stream,
    );
    screen.line('one');
    out.stream.emit('error', Object.assign(new Error('write EPIPE'), { code: 'EPIPE' }));
    screen.line('two');
    expect(screen.gone.aborted).toBe(true);
    expect(out.text()).toBe('one\n');
  });

  test.each([
    ['a terminal', true, '[2Jsaid\n'],
    ['a pipe', false, '\u001b[2Jsaid\n'],
  ])('what others have worded is quoted to %s so that nothing of it is obeyed', (_, isTty, expected) => {
    const out = stream(isTty);
    const wishes = { mask: (text: string) => text, colour: true, quiet: false, env: {} };
    openScreen(wishes, out.stream, stream(false).stream).quote('\u001b[2Jsaid\n');
    expect(out.text()).toBe(expected);
  });

  test.each([
    ['a terminal', true, {}, true, true],
    ['a pipe', false, {}, true, false],
    ['NO_COLOR', true, { NO_COLOR: '1' }, true, false],
    ['an empty NO_COLOR', true, { NO_COLOR: '' }, true, true],
    ['--no-color', true, {}, false, false],
    ['a dumb terminal', true, { TERM: 'dumb' }, true, false],
    ['FORCE_COLOR', false, { FORCE_COLOR: '1' }, true, true],
  ])('colour on %s', (_, isTty, env, colour, expected) => {
    const screen = openScreen(
      { mask: (text) => text, colour, quiet: false, env },
      stream(isTty).stream,
      stream(isTty).stream,
    );
    expect(screen.hasColour).toBe(expected);
  });

  test('lines are as wide as the terminal that stdout leads to, and endless where it leads to none', () => {
    const wishes = { mask: (text: string) => text, colour: true, quiet: false, env: {} };
    expect(openScreen(wishes, stream(true).stream, stream(false).stream)).toMatchObject({
      columns: 100,
      noteColumns: 80,
    });
    const piped = openScreen(wishes, stream(false).stream, stream(true).stream);
    expect(piped.columns).toBeGreaterThan(1_000_000);
    expect(piped.noteColumns).toBe(100);
  });

  test('--quiet silences notes, not complaints', () => {
    const err = stream(false);
    const screen = openScreen(
      { mask: (text) => text, colour: false, quiet: true, env: {} },
      stream(false).stream,
      err.stream,
    );
    screen.note('by the way');
    screen.complain('wrong');
    expect(err.text()).toBe('wrong\n');
  });
});

describe('interrupts', () => {
  test('the first stops, the second kills, and afterwards they are nobody of ours', () => {
    const source = new EventEmitter();
    // Only `on` and `off` are used.
    const interrupts = interruptsOf(source as unknown as NodeJS.Process);
    let told = 0;
    const forget = interrupts.listen(() => {
      told += 1;
    });
    source.emit('SIGINT');
    expect([interrupts.stop.aborted, interrupts.kill.aborted, told]).toEqual([true, false, 1]);
    source.emit('SIGTERM');
    expect([interrupts.kill.aborted, told]).toEqual([true, 1]);
    forget();
    expect(source.listenerCount('SIGINT')).toBe(0);
  });
});

describe('a bug', () => {
  test('is told shortly, with the stack in a file, and exits with 70', () => {
    let said = '';
    const code = reportBug(
      new Error('invariant: broken'),
      {},
      (text) => {
        said += text;
      },
      redactAll,
    );
    const path = /: (\/.*ws-bug-.*\.txt)/.exec(said)?.[1] ?? '';
    expect(code).toBe(70);
    expect(said.split('\n')[0]).toBe('ws: this is a bug in ws, please report it: invariant: broken');
    expect(readFileSync(path, 'utf8')).toContain('at ');
    rmSync(path);
  });

  test('tells nothing that stands in the environment, in any form, in what it prints or writes', () => {
    const env = {
      KEY: `-----BEGIN KEY-----\n${'MIIEvQIBADANBgkq'.repeat(200)}\n-----END KEY-----`,
      CANARY: 'hunter2-hunter2',
    };
    let said = '';
    const told = new Error(`broken by ${env.KEY} and ${Buffer.from(env.CANARY).toString('base64')}`);
    reportBug(
      told,
      env,
      (text) => {
        said += text;
      },
      redactAll,
    );
    const path = /: (\/.*ws-bug-.*\.txt)/.exec(said)?.[1] ?? '';
    const all = said + readFileSync(path, 'utf8');
    rmSync(path);
    for (const part of ['MIIEvQIBADANBgkq', 'hunter2', 'aHVudGVyMi1']) expect(all).not.toContain(part);
  });

  test('shows its stack at once under WS_DEBUG', () => {
    let said = '';
    reportBug(
      new Error('invariant: broken'),
      { WS_DEBUG: '1' },
      (text) => {
        said += text;
      },
      redactAll,
    );
    expect(said).toMatch(/\n {4}at /);
  });
});

describe('start-up', () => {
  test('the version is that of package.json', () => {
    const manifest = JSON.parse(readFileSync('package.json', 'utf8')) as { version: string };
    expect(version).toBe(manifest.version);
  });

  /** The source files that are loaded with an entry point, not counting what is imported when it is needed. */
  const loadedWith = async (entries: readonly string[]): Promise<readonly string[]> => {
    const options = { bundle: true, splitting: true, format: 'esm', platform: 'node', outdir: 'unused' } as const;
    const { metafile } = await build({
      ...options,
      entryPoints: ['interfaces/cli/ws.ts', 'interfaces/cli/main.ts'],
      external: ['better-sqlite3'],
      write: false,
      metafile: true,
      logLevel: 'silent',
    });
    const loaded = new Set<string>();
    const load = (path: string): void => {
      if (loaded.has(path)) return;
      loaded.add(path);
      for (const { path: next, kind } of metafile.outputs[path]?.imports ?? []) {
        if (kind === 'import-statement' && metafile.outputs[next] !== undefined) load(next);
      }
    };
    for (const [path, { entryPoint }] of Object.entries(metafile.outputs))
      if (entryPoint !== undefined && entries.includes(entryPoint)) load(path);
    return [...loaded].flatMap((path) => Object.keys(metafile.outputs[path]?.inputs ?? {}));
  };

  test('nothing but the version is loaded before the command line is looked at', async () => {
    const inputs = await loadedWith(['interfaces/cli/ws.ts']);
    expect([...inputs].sort()).toEqual(['interfaces/cli/ws.ts', 'interfaces/house/version.ts']);
  });

  test('a command that only looks loads nothing that runs are driven with', async () => {
    const house = ['interfaces/cli/main.ts', 'interfaces/compose.ts', 'interfaces/house/open-house.ts'];
    const looking = ['list', 'status', 'logs', 'events', 'show'].map((name) => `interfaces/cli/commands/${name}.ts`);
    const inputs = await loadedWith([...house, ...looking]);
    expect(inputs).toContain('interfaces/cli/commands/list.ts');
    const driving = /^(?:core\/engine\/(?:loop|drive-run)|adapters\/tools|adapters\/machine\/processes|schema\/load)/;
    expect(inputs.filter((path) => driving.test(path))).toEqual([]);
  });
});

describe('completion', () => {
  const program = createProgram(async () => undefined);
  const has = (shell: string): boolean => ['/bin', '/usr/bin'].some((folder) => existsSync(`${folder}/${shell}`));

  test.each(['bash', 'zsh', 'fish'] as const)('the script for %s names every command', (shell) => {
    const script = completionScript(shell, program);
    for (const command of program.commands) expect(script).toContain(command.name());
    // `-n` reads a script without running it; only bash is on every machine.
    if (has(shell)) execFileSync(shell, ['-n'], { input: script });
  });

  test('bash completes commands, options and words', () => {
    const complete = (line: string): readonly string[] => {
      const words = line.split(' ');
      const script = `${completionScript('bash', program)}
COMP_WORDS=(${words.map((word) => `'${word}'`).join(' ')}); COMP_CWORD=${words.length - 1}; _ws
printf '%s\\n' "\${COMPREPLY[@]}"`;
      return execFileSync('bash', ['-c', script], { encoding: 'utf8' }).trim().split('\n');
    };
    expect(complete('ws statu')).toEqual(['status']);
    expect(complete('ws -C /tmp completion z')).toEqual(['zsh']);
    expect(complete('ws run --dry')).toEqual(['--dry-run']);
  });
});
