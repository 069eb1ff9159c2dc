import { expect, test } from 'vitest';
import { bashOnly } from '../../../../../core/planning/hints/bash-only.ts';

test.each([
  ['if [[ -n $X ]]; then :; fi', 3],
  ['! [[ -n $X ]]', 2],
  ['diff <(ls) b', 5],
  ['tee >(cat)', 4],
  ['a=(1 2)', 0],
  ['true; a+=(3)', 6],
  ['declare -A map', 0],
  ['echo "${X//a/b}"', 6],
  ['echo ${X/a/b}', 5],
  ['echo ${X:1:2}', 5],
  ['echo ${X^^}', 5],
  ['echo ${X,,}', 5],
  ['echo "${a[@]}"', 6],
  ['echo ${#a[@]}', 5],
  ['echo ${!name}', 5],
  ['function f { :; }', 0],
  ['source ./env', 0],
  ['set -euo pipefail', 0],
  ['cat <<< text', 4],
  ['make &> log', 5],
  ['cat <<END\n[[ a ]]\nEND\n[[ b ]]', 22],
  ['cat <<END\r\n[[ a ]]\r\nEND\r\n[[ b ]]', 25],
])('%s is bash', (script, offset) => {
  expect(bashOnly(script).map((found) => found.offset)).toEqual([offset]);
});

test.each([
  ['[ -n "$X" ] && echo [[ a ]]'],
  ['echo \'[[ a ]]\' "<(b) function f &> x"'],
  ['# [[ a ]] and ${X//a/b}'],
  ["cat <<'END'\n[[ a ]]\nfunction f\nEND"],
  ['f() { :; }; f'],
  ['(a) ; x=$(b) ; y=$((1 + 2)); y=`c`'],
  ['echo ${X:-b/c} ${X#*/} ${X%/*} ${X:+1} ${#X} ${X:=[a]}'],
  ['cat < a > b 2>&1 <<END\nEND'],
  ['. ./env; git commit -m source'],
  ['grep -e "a=(b)" x; awk \'{ print $1 }\''],
  ['echo ${{ inputs.a }} && echo ${{ format(\'{0}\', steps.a.outputs["x"]) }}'],
  ['echo \\[[ \\"[[\\"'],
  ['make & echo x'],
])('%s is not', (script) => {
  expect(bashOnly(script)).toEqual([]);
});

test('of each form the first is told, and a long script takes no time', () => {
  expect(bashOnly('[[ a ]]\n[[ b ]]\nfunction f { :; }')).toEqual([
    { name: '[[ … ]]', offset: 0 },
    { name: '"function" before a name', offset: 16 },
  ]);
  expect(bashOnly('[[ a ]]\n'.repeat(1_000_000))).toEqual([]);
});
