/** What a workstream needs and nobody has given, asked for at the terminal. */
import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { stripVTControlCharacters } from 'node:util';
import { describe, expect, test } from 'vitest';
import { git } from '../../../rig/ws.ts';
import { ws } from './command-line.ts';
import { aScene, eventsOf, newest, runCount } from './scene.ts';

const { root, home, define } = aScene();

const inputs = {
  level: { required: true, options: ['low', 'high'], description: 'How thorough' },
  name: { required: true },
  count: { type: 'number', required: true },
  sure: { type: 'boolean', required: true },
  port: { type: 'number', required: true, options: [80, 443] },
  spare: { default: 'x' },
};

describe('inputs', () => {
  test('each that is missing is asked for once, options as a choice; what will not do is asked for again', async () => {
    define({ work: 'true' }, { inputs });
    const at = await home();
    const typed = ['3', '2', 'ada lovelace', '', 'many', '7', 'true', '1', '443'].join('\n');
    const said = await ws(['run', 'example.json'], at, { isTyped: true, input: `${typed}\n` });
    expect(said.code).toBe(0);
    const [first] = await eventsOf(at.store, (await newest(at.store)).id);
    const given = { level: 'high', name: 'ada lovelace', count: 7, sure: true, port: 443, spare: 'x' };
    expect(first).toMatchObject({ options: { inputs: given } });
    expect(said.err).toContain('input "level", its number or itself: How thorough\n  1  low\n  2  high\n');
    expect(said.err).toContain('input "level" is none of "low", "high"\n');
    expect(said.err).toContain('input "count", a number\n  nothing was typed; Ctrl-C starts nothing\n');
    expect(said.err).toContain('input "count" is not a number\n');
    expect(said.err).toContain('input "sure", its number or itself\n  1  true\n  2  false\n');
    // 80 would be the number of no place.
    expect(said.err).toContain('input "port", one of these\n  80\n  443\n  input "port" is none of 80, 443\n');
    expect(said.err).not.toContain('spare');
  });

  test('what is given by an option or a file is not asked for', async () => {
    define({ work: 'true' }, { inputs: { name: { required: true } } });
    const at = await home();
    const said = await ws(['run', 'example.json', '-i', 'name=ada'], at, { isTyped: true });
    expect(said.code).toBe(0);
    expect(said.err).not.toContain('input');
  });

  test.each([
    ['where nobody types', [], { input: 'ada\n' }],
    ['for programs', ['--json'], { input: 'ada\n', isTyped: true }],
    ['where the input ends', [], { input: '', isTyped: true }],
    ['where another is wrong', ['-i', 'nome=ada'], { input: 'ada\n', isTyped: true }],
  ])('nothing is started %s', async (_, argv, options) => {
    define({ work: 'true' }, { inputs: { name: { required: true } } });
    const at = await home();
    const said = await ws(['run', 'example.json', ...argv], at, options);
    expect(said.code).toBe(2);
    expect(said.err).toContain('input "name" must be given: --input name=…');
    expect(await runCount(at.store)).toBe(0);
  });
});

test('a retry asks for the secret that is not set any more', async () => {
  const secrets = ['A_SECRET_OF_NOBODY'];
  define({ work: 'test "$A_SECRET_OF_NOBODY" = "correct horse"' }, { secrets });
  const at = await home();
  const first = await ws(['run', 'example.json'], at, { isTyped: true, input: '\nbattery staple\n' });
  expect(first.code).toBe(1);
  expect(first.err).toContain(
    'the secret A_SECRET_OF_NOBODY; what you type is not shown, and kept nowhere\n  nothing was typed; Ctrl-C starts nothing\n',
  );
  const later = await home({ through: () => at.store });
  const again = await ws(['retry'], later, { isTyped: true, input: 'correct horse\n' });
  expect(again.err).toContain('the secret A_SECRET_OF_NOBODY;');
  expect(again.code).toBe(0);
});

test('a resume asks for the secret that is not set any more, and refuses by name where nobody can be asked', async () => {
  define({ work: 'test "$A_SECRET_OF_NOBODY" = "correct horse"' }, { secrets: ['A_SECRET_OF_NOBODY'] });
  const at = await home({ env: { A_SECRET_OF_NOBODY: 'correct horse' } });
  await ws(['run', 'example.json'], at, { stop: true });
  const mute = await ws(['resume'], await home({ through: () => at.store }));
  expect(mute.code).toBe(2);
  expect(mute.err).toContain('the secret A_SECRET_OF_NOBODY is not set');
  const asked = await ws(['resume'], await home({ through: () => at.store }), {
    isTyped: true,
    input: 'correct horse\n',
  });
  expect(asked.err).toContain('the secret A_SECRET_OF_NOBODY; what you type is not shown');
  expect(asked.err).not.toContain('correct horse');
  expect(asked.err).toMatch(/^run \w+$/m);
  expect(asked.err).not.toContain('is not set');
});

// What it is told it types; prints what came back, and how the program ended.
const typist = `
import os, pty, sys
pid, fd = pty.fork()
if pid == 0: os.execv(sys.argv[1], sys.argv[1:])
said = b''
script = [('sure"', b'2\\r'), ('name"', b'ad\\x7fda\\r'), ('A_SECRET_OF_NOBODY;', sys.stdin.buffer.readline().strip(b'\\n').replace(b'^C', b'\\x03') + b'\\r')]
while True:
    try: more = os.read(fd, 4096)
    except OSError: break
    if not more: break
    said += more
    if script and script[0][0].encode() in said and said.endswith(b'\\n'):
        os.write(fd, script.pop(0)[1])
status = os.waitpid(pid, 0)[1]
sys.stdout.buffer.write(said)
print('ended', -os.WTERMSIG(status) if os.WIFSIGNALED(status) else os.WEXITSTATUS(status))
`;

const python = '/usr/bin/python3';

describe.skipIf(!existsSync(python))('on a real terminal', () => {
  const type = (secret: string): string => {
    define(
      { work: 'printf "%s %s %s" "$NAME" "$SURE" "${#A_SECRET_OF_NOBODY}" > told.txt' },
      {
        inputs: { sure: { required: true, options: ['yes', 'no'] }, name: { required: true } },
        env: { NAME: '${{ inputs.name }}', SURE: '${{ inputs.sure }}' },
        secrets: ['A_SECRET_OF_NOBODY'],
      },
    );
    const demo = join(import.meta.dirname, 'fixtures', 'live-demo.ts');
    const argv = ['-c', typist, process.execPath, '--import', 'tsx', demo, root()];
    const { CI: _, ...env } = process.env;
    const said = execFileSync(python, argv, { encoding: 'utf8', input: `${secret}\n`, env: { ...env, TERM: 'xterm' } });
    return stripVTControlCharacters(said);
  };

  test('several questions in a row: lines can be corrected, a secret is not shown, and the run gets them', async () => {
    const said = type('hunter2-hunter2');
    expect(said).toContain('ended 0');
    expect(said).not.toContain('hunter2');
    const branch = git(root(), 'for-each-ref', '--format=%(refname)', 'refs/heads/ws/').trim();
    expect(git(root(), 'show', `${branch}:told.txt`)).toBe('ada no 15');
  });

  test('Ctrl-C at a question starts nothing and ends with 130', () => {
    const said = type('hunter2^C');
    expect(said).toContain('ws: interrupted; nothing was started');
    expect(said).toContain('ended 130');
    expect(git(root(), 'for-each-ref', 'refs/heads/ws/')).toBe('');
  });
});
