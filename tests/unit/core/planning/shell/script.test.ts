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
  needed: () => null,
  run: { id: 'r', branch: 'b', base: 'c', startedAt: '', workstream: '' },
  workstream: { id: 'w', title: 't' },
  failure: null,
  each: null,
  matrix: null,
  loop: null,
  event: null,
  previous: null,
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

describe('an expression may stand where its value is text to the program that is run', () => {
  test.each([
    `find . -name ${H}`,
    `find . -name ${H} -exec rm -f {} \\;`,
    `find . -name x -exec grep ${H} {} +`,
    `timeout 10 rsync -a . ${H}`,
    `timeout -k 5 10 rsync -a . ${H}`,
    `timeout 10 cp -r . ${H}`,
    `env A=1 cp -r . ${H}`,
    `env -u B A=${H} cp -r . x`,
    `python3 -m pytest -k ${H}`,
    `python3 -m pytest ${H}`,
    `python3 -W ignore -m pip install ${H}`,
    `python3 script.py ${H}`,
    `python3 -c 'import sys; print(sys.argv[1])' ${H}`,
    `node --test ${H}`,
    `node --test --test-name-pattern ${H} test/`,
    `node --check ${H}`,
    `node build.js --name ${H}`,
    `node -e 'console.log(process.argv[1])' ${H}`,
    `npx prettier --check . ${H}`,
    `npx -y vitest run -t ${H}`,
    `sudo -u me cp -r . ${H}`,
    `nice -n 10 make ${H}`,
    `sed -n 's/a/b/p' ${H}`,
    `sed -i -e 's/a/b/' -- ${H}`,
    `awk '{ print $1 }' ${H}`,
    `awk -F, -v x=${H} '{ print x }' f`,
    `. ./lib.sh ${H}`,
    `trap 'rm -f x' ${H}`,
    `read -p ${H} answer`,
    `ssh -i ${H} host ls`,
    `docker build -t ${H} .`,
    `docker run --rm -e A=${H} node:22 npm test`,
    `docker exec db psql -c ${H}`,
    `kubectl apply -f ${H}`,
    `git commit -m ${H} -- . source`,
    `echo . source eval ${H}`,
    `grep -r eval ${H} .`,
    `xargs -n 1 echo . ${H}`,
    `perl -ne 'print if /x/' ${H}`,
    `bash -n ${H}`,
    `bash run.sh . ${H}`,
    `deno test ${H}`,
    `bun test ${H}`,
    `echo ${H} | python3 -m json.tool`,
    `echo ${H} | sh -c 'cat'`,
    `echo ${H} | timeout 5 rsync . x`,
    `printf '%s\\n' ${H} | xargs -0 sh -c 'echo "$@"' _`,
    `echo ${H} | ssh host 'cat > file'`,
    `command -v ${H}`,
    `parallel echo ::: ${H}`,
  ])('%s', (script) => {
    expect(textOf(script)).not.toMatch(/^refused/);
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
    ['timeout choosing a program', `timeout 10 ${H}`],
    ['timeout in front of a shell', `timeout 10 sh -c "echo ${H}"`],
    ['find choosing a program', `find . -exec ${H} {} +`],
    ['find in front of a shell that stands behind others', `find . -name x -exec env A=1 sh -c 'echo ${H}' +`],
    ['xargs in front of an interpreter', `xargs -n 1 python3 -c 'print("${H}")'`],
    ['the script of python', `python3 ${H}`],
    ['the script of python behind options', `python3 -B -W ignore ${H}`],
    ['the module of python', `python3 -m ${H}`],
    ['the code of timeit', `python3 -m timeit ${H}`],
    ['the code of python behind others', `python3 -Bc ${H}`],
    ['the script of node', `node ${H}`],
    ['the script of node behind an option', `node --enable-source-maps ${H}`],
    ['a module that node loads', `node --import ${H} x.js`],
    ['a module that node loads, attached', `node --require=${H} x.js`],
    ['a part of an option of node', `node -${H} x.js`],
    ['a sed script behind -e', `sed -e ${H} file`],
    ['a sed script in a file', `sed -f ${H} file`],
    ['an awk program behind -v', `awk -v x=1 ${H} f`],
    ['an awk variable by a computed name', `awk -v ${H} '{ print }' f`],
    ['env in front of code', `env -S ${H}`],
    ['flock in front of code', `flock lock -c ${H}`],
    ['npx choosing a package', `npx ${H}`],
    ['npx in front of code', `npx -c ${H}`],
    ['a shell in a container', `docker exec -it db sh -c 'echo ${H}'`],
    ['a pod with a shell', `kubectl exec pod -- bash -c "echo ${H}"`],
    ['nix-shell --run', `nix-shell --run ${H}`],
    ['su -c', `su me -c ${H}`],
    ['a command of ssh', `ssh host ls ${H}`],
    ['the host of ssh', `ssh ${H}`],
    ['an option of ssh', `ssh -o ${H} host`],
    ['deno eval', `deno eval ${H}`],
    ['the script of bun', `bun run ${H}`],
    ['perl -pe, attached to others', `perl -pe ${H} f`],
    ['perl -M', `perl -M${H} f`],
    ['a here-string of xargs with a mark', `echo ${H} | xargs -I{} sh -c 'echo {}'`],
    ['a pipe into xargs with a shell', `echo ${H} | xargs sh -c`],
    ['a pipe into a shell behind others', `echo ${H} | sudo env A=1 bash`],
    ['a pipe into python', `echo ${H} | python3 -`],
    ['a pipe into a remote shell', `echo ${H} | ssh host bash -s`],
    ['command in front of a builtin', `command builtin eval ${H}`],
    ['the rc file of bash', `bash --rcfile ${H} -i`],
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

test.each([
  [`sed -n 's/a/b/p' ${H}`, '-e1e date', 'an option'],
  [`sed -n 's/a/b/p' -- ${H}`, '-e1e date', null],
  [`node --test ${H}`, '--import=data:text/javascript,1', 'an option'],
  [`node --test ${H}`, 'test/a.test.js', null],
  [`perl -ne 'print' ${H}`, '-esystem(1)', 'an option'],
  [`find . -name ${H}`, '-exec', null],
])('where an option would be code, %s does not take %j', (script, value, reason) => {
  const compiled = compileScript(script);
  if (!compiled.ok) throw new Error(compiled.error.message);
  const env = scriptEnvironment(compiled.value, contextOf(value));
  expect(env.ok ? null : env.error.message).toEqual(reason === null ? null : expect.stringContaining(reason));
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

test.each([
  ['echo a\r\necho b\r\n', 'echo a\necho b\n'],
  ['cat <<END\r\n${{ inputs.a }}\r\nEND\r\n', 'cat <<END\n${WS_EXPR_1}\nEND\n'],
  ["printf 'a\rb'", "printf 'a\rb'"],
])('line ends as on Windows are those of a shell: %j', (script, text) => {
  expect(compileScript(script)).toMatchObject({ ok: true, value: { text } });
});

test('what is wrong behind them keeps its place', () => {
  const script = 'echo a\r\necho b\r\n${{ inputs.a }} c';
  expect(compileScript(script)).toMatchObject({ ok: false, error: { offset: script.indexOf('${{'), line: 3 } });
});
