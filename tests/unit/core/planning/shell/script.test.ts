import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { ExpressionContext } from '../../../../../core/planning/expressions/expression-language.ts';
import { compileScript, scriptEnvironment } from '../../../../../core/planning/shell/script.ts';
import { hostileTexts } from './hostile-texts.ts';

const H = '${{ inputs.v }}';
const shells = ['/bin/sh', '/bin/bash'].filter((path) => existsSync(path));
const contextOf = (v: string): ExpressionContext => ({
  inputs: { v },
  env: {},
  step: () => null,
  run: { id: 'r', branch: 'b', base: 'c' },
  workstream: { id: 'w', title: 't' },
  failure: null,
  standing: 'succeeded',
});
const textOf = (script: string): string => {
  const compiled = compileScript(script);
  return compiled.ok ? compiled.value.text : `refused, line ${compiled.error.line}: ${compiled.error.message}`;
};

describe('an expression is written to suit what surrounds it', () => {
  test.each([
    ['no expression at all', 'echo "$HOME" `date`', 'echo "$HOME" `date`'],
    ['outside quotes', `echo ${H}`, 'echo "${WS_EXPR_1}"'],
    ['inside a word', `echo a${H}b`, 'echo a"${WS_EXPR_1}"b'],
    ['inside double quotes', `echo "a ${H} b"`, 'echo "a ${WS_EXPR_1} b"'],
    ['inside single quotes', `echo 'a ${H} b'`, `echo 'a '"\${WS_EXPR_1}"' b'`],
    ['in a heredoc', `cat <<EOF\n"${H}"\nEOF\n`, 'cat <<EOF\n"${WS_EXPR_1}"\nEOF\n'],
    [
      'in an indented heredoc',
      `cat <<-EOF\n\t${H}\n\tEOF\necho ${H}`,
      'cat <<-EOF\n\t${WS_EXPR_1}\n\tEOF\necho "${WS_EXPR_2}"',
    ],
    ['after a quoted heredoc', `cat <<'EOF'\n$(x\nEOF\necho ${H}`, `cat <<'EOF'\n$(x\nEOF\necho "\${WS_EXPR_1}"`],
    [
      'in the second of two heredocs',
      `cat <<A <<'B'\n${H}\nA\n$(\nB\necho ${H}`,
      `cat <<A <<'B'\n\${WS_EXPR_1}\nA\n$(\nB\necho "\${WS_EXPR_2}"`,
    ],
    [
      'in a substitution within double quotes',
      `echo "$(echo ${H} "${H}")"`,
      'echo "$(echo "${WS_EXPR_1}" "${WS_EXPR_2}")"',
    ],
    ['in a substitution within a heredoc', `cat <<E\n$(echo ${H})\nE\n`, 'cat <<E\n$(echo "${WS_EXPR_1}")\nE\n'],
    ['in a comment', `true # it's ${H}\necho ${H}`, `true # it's \${WS_EXPR_1}\necho "\${WS_EXPR_2}"`],
    ['in an assignment', `x=${H} y='${H}' env`, `x="\${WS_EXPR_1}" y=''"\${WS_EXPR_2}"'' env`],
    [
      'in a case',
      `case ${H} in a|${H}) echo ${H};; esac; echo ${H}`,
      'case "${WS_EXPR_1}" in a|"${WS_EXPR_2}") echo "${WS_EXPR_3}";; esac; echo "${WS_EXPR_4}"',
    ],
    [
      'in a case within a substitution',
      `echo $(case x in x) echo ${H};; esac)`,
      'echo $(case x in x) echo "${WS_EXPR_1}";; esac)',
    ],
    [
      'in a case that ends the script',
      `case ${H} in *) echo ${H};; esac`,
      'case "${WS_EXPR_1}" in *) echo "${WS_EXPR_2}";; esac',
    ],
    ['in a loop', `for i in ${H} b; do echo "$i"; done`, 'for i in "${WS_EXPR_1}" b; do echo "$i"; done'],
    ['in a function', `f() { echo ${H}; }; f`, 'f() { echo "${WS_EXPR_1}"; }; f'],
    ['in a subshell', `(cd /tmp && echo ${H})`, '(cd /tmp && echo "${WS_EXPR_1}")'],
    ['in a redirection', `echo a > ${H}`, 'echo a > "${WS_EXPR_1}"'],
    [
      'in a test',
      `[ ${H} -eq 1 ] && [[ -n ${H} && a == ${H} ]]`,
      '[ "${WS_EXPR_1}" -eq 1 ] && [[ -n "${WS_EXPR_2}" && a == "${WS_EXPR_3}" ]]',
    ],
    ['in an array', `a=(${H} b)`, 'a=("${WS_EXPR_1}" b)'],
    ['as an argument of code', `sh -c 'echo "$1"' - ${H}`, `sh -c 'echo "$1"' - "\${WS_EXPR_1}"`],
    [
      'after a finished expansion',
      `echo "\${x:-"a"}" $((1 + 2)) \`date\` ${H}`,
      'echo "${x:-"a"}" $((1 + 2)) `date` "${WS_EXPR_1}"',
    ],
    ['with braces in a string of the expression', "echo ${{ '}}' }}", 'echo "${WS_EXPR_1}"'],
    ['as a value for awk', `awk -v x=${H} '{ print x }' f`, `awk -v x="\${WS_EXPR_1}" '{ print x }' f`],
    ['as an export', `export X=${H}`, 'export X="${WS_EXPR_1}"'],
  ])('%s', (_, script, text) => {
    expect(textOf(script)).toBe(text);
  });
});

describe('an expression is refused where its value could be evaluated', () => {
  test.each([
    ['a quoted heredoc', `cat <<'EOF'\n${H}\nEOF\n`],
    ['a heredoc with an escaped mark', `cat <<\\EOF\n${H}\nEOF\n`],
    ['arithmetic', `echo $((1 + ${H}))`],
    ['a command within arithmetic', `echo $(( $(echo ${H}) ))`],
    ['an arithmetic command', `((x = ${H}))`],
    ['an arithmetic loop', `for ((i = 0; i < ${H}; i++)); do :; done`],
    ['old arithmetic', `echo $[${H}]`],
    ['backquotes', `echo \`echo ${H}\``],
    ['backquotes in double quotes', `echo "\`echo ${H}\`"`],
    ['an expansion', `echo \${x:-${H}}`],
    ['an expansion in double quotes', `echo "\${x:-${H}}"`],
    ['a variable name', `echo $${H}`],
    ['a variable name in braces', `echo \${${H}}`],
    ['after a backslash', `echo \\${H}`],
    ['after a backslash in double quotes', `echo "\\${H}"`],
    ['the name of a command', `${H} --help`],
    ['part of the name of a command', `./bin/${H}.sh`],
    ['a command after an operator', `true && "${H}"`],
    ['a command in a function', `f() { ${H}; }`],
    ['an array subscript', `a[${H}]=1`],
    ['eval', `eval echo ${H}`],
    ['eval in a function', `f() { eval ${H}; }`],
    ['eval behind if', `if eval "${H}"; then :; fi`],
    ['eval behind an assignment', `x=1 eval ${H}`],
    ['eval behind command', `command eval ${H}`],
    ['eval in a case', `case x in x) eval ${H};; esac`],
    ['eval in quotes', `"eval" ${H}`],
    ['the code of a shell', `sh -c 'echo ${H}'`],
    ['the code of a shell, by a path', `/bin/bash -euo pipefail -c "echo ${H}"`],
    ['the code of a shell behind sudo', `sudo -u me sh -c "echo ${H}"`],
    ['the code of a shell behind find', `find . -exec sh -c 'echo ${H}' \\;`],
    ['the script of a shell', `sh ${H}`],
    ['the heredoc of a shell', `sh <<EOF\necho ${H}\nEOF\n`],
    ['the heredoc of a remote shell', `ssh host <<EOF\necho ${H}\nEOF\n`],
    ['the here-string of a shell', `bash <<< ${H}`],
    ['a pipe into a shell', `echo ${H} | sh`],
    ['a heredoc piped into a shell', `cat <<EOF | bash -s\n${H}\nEOF\n`],
    ['the code of python', `python3 -c 'print("${H}")'`],
    ['the code of node', `node -e "console.log('${H}')"`],
    ['the code of perl, attached', `perl -e'print "${H}"'`],
    ['a sed script', `sed -i s/a/${H}/ file`],
    ['an awk program', `awk '{ print "${H}" }'`],
    ['a trap', `trap 'echo ${H}' EXIT`],
    ['a numeric comparison of [[', `[[ ${H} -eq 1 ]]`],
    ['a numeric comparison of [[ on its second line', `[[ a == b &&\n 1 -eq ${H} ]]`],
    ['printf -v', `printf -v ${H} x`],
    ['unset', `unset ${H}`],
    ['read', `read ${H}`],
    ['an integer variable', `declare -i x=${H}`],
    ['a declaration of a computed name', `export ${H}=1`],
    ['let', `let x=${H}`],
    ['the end mark of a heredoc', `cat <<${H}\na\n`],
    ["$'…'", `echo $'a' ${H}`],
    ['an open quotation', `echo ${H} 'abc`],
    ['an open heredoc', `cat <<EOF\n${H}\n`],
    ['an open expression', 'echo ${{ inputs.v'],
    ['a source', `. ./${H}`],
    ['env choosing a program', `env A=1 ${H}`],
    ['exec choosing a program', `exec ${H}`],
  ])('%s', (_, script) => {
    expect(textOf(script)).toMatch(/^refused, line \d+: .{15}/);
  });

  test('a problem names the line', () => {
    expect(compileScript(`true\n\neval ${H}`)).toMatchObject({ ok: false, error: { line: 3, offset: 11 } });
  });
});

/** Each prints its value between brackets to the file `$OUT`. */
const places: readonly (readonly [name: string, script: string])[] = [
  ['bare', `printf '[%s]' ${H} > "$OUT"`],
  ['double', `printf '[%s]' "${H}" > "$OUT"`],
  ['single', `printf '[%s]' '${H}' > "$OUT"`],
  ['heredoc', `cat > "$OUT" <<EOF\n[${H}]\nEOF\n`],
  ['indented heredoc', `cat > "$OUT" <<-EOF\n[${H}]\n\tEOF\n`],
  ['substitution in double quotes', `printf '%s' "$(printf '[%s]' ${H})" > "$OUT"`],
  ['substitution in a heredoc', `cat > "$OUT" <<EOF\n$(printf '[%s]' "${H}")\nEOF\n`],
  ['assignment', `x=${H}; printf '[%s]' "$x" > "$OUT"`],
  ['assignment for one command', `x='${H}' sh -c 'printf "[%s]" "$x"' > "$OUT"`],
  ['case', `case ${H} in ${H}) printf '[%s]' ${H};; *) printf no;; esac > "$OUT"`],
  ['loop', `for i in ${H}; do printf '[%s]' "$i"; done > "$OUT"`],
  ['function', `f() { printf '[%s]' "$1"; }; f ${H} > "$OUT"`],
  ['subshell and pipe', `(printf '[%s]' ${H} | cat) > "$OUT"`],
  ['argument of code', `sh -c 'printf "[%s]" "$1"' - ${H} > "$OUT"`],
  ['comment before', `: # ${H}\nprintf '[%s]' ${H} > "$OUT"`],
  ['export', `export X=${H}; printf '[%s]' "$X" > "$OUT"`],
];

describe.each(shells)('hostile values in %s', (shell) => {
  let folder = '';
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'ws-script-'));
  });
  afterAll(() => {
    rmSync(folder, { recursive: true, force: true });
  });

  test.each(places)('%s: no value is executed or changed', (_, script) => {
    const compiled = compileScript(script);
    if (!compiled.ok) throw new Error(compiled.error.message);
    // All values in one process, each with variables and a file of its own: starting 400 shells takes too long.
    const env: Record<string, string> = { PATH: process.env['PATH'] ?? '' };
    const texts = hostileTexts.map((value, place) => {
      const filled = scriptEnvironment(compiled.value, contextOf(value));
      if (!filled.ok) throw new Error(filled.error.message);
      for (const [name, text] of Object.entries(filled.value)) env[`${name}_${place}`] = text;
      return compiled.value.text.replace(/WS_EXPR_\d+/g, `$&_${place}`).replace(/\$OUT/g, `out${place}`);
    });
    execFileSync(shell, ['-c', texts.join('\n')], { cwd: folder, env, stdio: 'pipe' });
    const wrong = hostileTexts.flatMap((value, place) => {
      const printed = readFileSync(join(folder, `out${place}`), 'utf8').replace(/\n$/, '');
      return printed === `[${value}]` ? [] : [{ value, printed }];
    });
    expect(wrong).toEqual([]);
    expect(readdirSync(folder).filter((name) => !/^out\d+$/.test(name))).toEqual([]);
  });
});

test('there are at least 200 hostile values', () => {
  expect(new Set(hostileTexts).size).toBeGreaterThanOrEqual(200);
});

test.each([
  ['a NUL', 'a\0b', 'NUL'],
  ['half a surrogate pair', 'a\ud800b', 'Unicode'],
  ['more than a variable can hold', 'é'.repeat(65_600), '127 KiB'],
])('%s in a value is refused, not cut', (_, value, reason) => {
  const compiled = compileScript(`echo ${H}`);
  const env = compiled.ok ? scriptEnvironment(compiled.value, contextOf(value)) : compiled;
  expect(env).toMatchObject({ ok: false, error: { message: expect.stringContaining(reason) as string } });
});
