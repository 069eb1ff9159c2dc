import { expect, test } from 'vitest';
import { gitconfigWithoutSecrets, npmrcWithoutSecrets } from '../../../../../adapters/tools/home/without-secrets.ts';

test('an .npmrc keeps what is no secret', () => {
  const text = [
    'registry=https://registry.example/',
    '@acme:registry=https://npm.acme.example/',
    'fund = false',
    '; a comment',
    'strict-ssl=true',
  ].join('\n');
  expect(npmrcWithoutSecrets(text)).toBe(text);
});

test.each([
  '//registry.example/:_authToken=canary',
  '//registry.example/:certfile=/canary',
  '_auth=canary',
  '_authToken = canary',
  '  _password="canary"',
  'username=canary',
  'email=canary@example.org',
  'key="canary"',
  'cert=canary',
  'proxy=http://me:canary@proxy.example/',
  'registry=https://canary@registry.example/',
])('an .npmrc loses %s', (line) => {
  expect(npmrcWithoutSecrets(`fund=false\n${line}\naudit=false\n`)).toBe('fund=false\naudit=false\n');
});

test('a .gitconfig keeps who a person is and how things are shown', () => {
  const text =
    '[user]\n\tname = Ada\n\temail = ada@example.org\n[init]\n\tdefaultBranch = main\n[pull]\n\trebase = true\n';
  expect(gitconfigWithoutSecrets(text)).toBe(text);
});

test.each([
  '[credential]\n\thelper = !canary',
  '[credential "https://example.org"]\n\tusername = canary',
  '[http "https://example.org"]\n\textraHeader = canary',
  '[http]\n\tcookieFile = canary',
  '[url "https://canary@example.org/"]\n\tinsteadOf = https://example.org/',
  '[include]\n\tpath = canary',
  '[includeIf "gitdir:/"]\n\tpath = canary',
  '[alias]\n\tst = !canary',
  '[core]\n\tsshCommand = canary\n\tfsmonitor = canary\n\thooksPath = canary\n\tpager = canary',
  '[user]\n\tsigningKey = canary',
  '[diff "x"]\n\ttextconv = canary',
  '[filter "x"]\n\tclean = canary',
  '[gpg]\n\tprogram = canary',
  '[user]\n\tname = a \\\n email = canary',
  '[user] signingKey = canary',
])('a .gitconfig loses %j', (text) => {
  expect(gitconfigWithoutSecrets(`${text}\n[color]\n\tui = auto\n`)).not.toMatch(/canary(?!\.)/);
  expect(gitconfigWithoutSecrets(`${text}\n[color]\n\tui = auto\n`)).toContain('[color]\n\tui = auto');
});
