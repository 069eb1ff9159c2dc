import tseslint from 'typescript-eslint';

const oneWayToWriteFunctions = [
  {
    selector: 'FunctionDeclaration[generator=false]:not([returnType.typeAnnotation.asserts=true])',
    message: 'Write an arrow constant: const f = (…): T => ….',
  },
];

// Kept code of the program cannot import at run time: interfaces/cli/compiled.ts, C4.
const nothingImportedByVariable = [
  {
    selector: 'ImportExpression[source.type!="Literal"]',
    message: 'The program imports only what the build puts into it; what is foreign is loaded in a thread.',
  },
];

const message = 'A file of pure functions keeps nothing: give it the parts, or use core/remembered.ts.';
const nothingKeptInModules = [
  { selector: 'Program > VariableDeclaration[kind=let]', message },
  { selector: 'Program > ExportNamedDeclaration > VariableDeclaration[kind=let]', message },
  {
    selector:
      'Program > VariableDeclaration > VariableDeclarator > NewExpression[callee.name=/^(Map|Set|WeakMap|WeakSet)$/][arguments.length=0]',
    message,
  },
];

// What a step planted under a name of ours would be written through: a link, a second name of somebody's file, a pipe.
const nothingWrittenThrough = [
  {
    selector:
      'ImportDeclaration[source.value=/^node:fs(.promises)?$/] > ImportSpecifier[imported.name=/^(writeFile|appendFile|createWriteStream|cp|truncate)(Sync)?$/]',
    message:
      'Write what is ours by core/state/sqlite/own-file.ts (in interfaces/house: adapters/machine/own-folder.ts); what writes to a descriptor that these opened stands in writersToDescriptors.',
  },
  {
    selector:
      'CallExpression[callee.name=/^(openSync|open)$/] :matches(Identifier[name=/^O_(CREAT|WRONLY|RDWR|APPEND|TRUNC)$/], Literal[value=/^(w|a|r.)/])',
    message: 'Open what is written by core/state/sqlite/own-file.ts.',
  },
];
/** They open, or write to a descriptor that is open: by no name, in a folder made just now, or not below a folder that a step may write. */
const writersToDescriptors = [
  'core/state/sqlite/own-file.ts',
  'core/state/sqlite/private-file.ts',
  'adapters/machine/own-folder.ts',
  'adapters/machine/attempt-report.ts',
  'adapters/machine/log-file.ts',
  'adapters/machine/watchdog.ts',
  'adapters/machine/hangup.ts',
  'adapters/machine/failpoint.ts',
  'adapters/machine/control-group.ts',
  'adapters/machine/copy-tree.ts',
  'adapters/machine/trust-store.ts',
  'adapters/git/worktree/git-folder.ts',
  'adapters/git/worktree/worktree.ts',
  'adapters/tools/acp/pipe.ts',
  'adapters/tools/agent/agent.ts',
  'adapters/tools/check/known-versions.ts',
  'adapters/tools/process/run-call.ts',
  'adapters/tools/selection/successes.ts',
  'interfaces/house/diagnostics/archive.ts',
  'interfaces/house/new-workstream.ts',
  'interfaces/house/set-up-repository.ts',
  'interfaces/house/spec/kept-validation.ts',
  'interfaces/house/tools/new-tool.ts',
  'interfaces/house/tools/test-tool.ts',
];

export default tseslint.config(
  {
    ignores: [
      'dist/**',
      'node_modules/**',
      'bench/node_modules/**',
      'bench/results/**',
      '**/fixtures/**',
      // Checked as their readers would: from the packed package.
      'docs/examples/**',
      '.ws/**',
      'coverage/**',
    ],
  },
  {
    files: ['**/*.ts', '**/*.tsx'],
    extends: [tseslint.configs.recommendedTypeChecked],
    languageOptions: { parserOptions: { projectService: true } },
    rules: {
      eqeqeq: 'error',
      'max-params': ['error', 4],
      'no-console': 'error',
      'prefer-const': 'error',
      '@typescript-eslint/consistent-type-imports': 'error',
      '@typescript-eslint/no-explicit-any': 'error',
      '@typescript-eslint/no-non-null-assertion': 'error',
      '@typescript-eslint/switch-exhaustiveness-check': ['error', { considerDefaultExhaustiveForUnions: true }],
      '@typescript-eslint/explicit-module-boundary-types': 'error',
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_', varsIgnorePattern: '^_' }],
      // Ports are asynchronous; some of their implementations have nothing to wait for.
      '@typescript-eslint/require-await': 'off',
      // Numbers and booleans read well in a template; objects are still refused.
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true, allowBoolean: true }],
      'no-restricted-exports': ['error', { restrictDefaultExports: { direct: true } }],
      // One way to write functions. Generators and assertions cannot be arrows.
      'no-restricted-syntax': ['error', ...oneWayToWriteFunctions],
    },
  },
  {
    files: ['adapters/**/*.ts', 'config/**/*.ts', 'interfaces/**/*.ts'],
    rules: { 'no-restricted-syntax': ['error', ...oneWayToWriteFunctions, ...nothingImportedByVariable] },
  },
  {
    files: ['adapters/**/*.ts', 'interfaces/house/**/*.ts'],
    ignores: writersToDescriptors,
    rules: {
      'no-restricted-syntax': [
        'error',
        ...oneWayToWriteFunctions,
        ...nothingImportedByVariable,
        ...nothingWrittenThrough,
      ],
    },
  },
  {
    files: ['adapters/**/*.ts', 'config/**/*.ts', 'error/**/*.ts', 'interfaces/**/*.ts', 'schema/**/*.ts'],
    ignores: ['adapters/machine/own-environment.ts'],
    rules: {
      'no-restricted-properties': [
        'error',
        { object: 'process', property: 'env', message: 'Be handed it: adapters/machine/own-environment.ts reads it.' },
      ],
    },
  },
  {
    // House rule 11: no ambient world in core.
    files: ['core/**/*.ts'],
    ignores: ['core/state/sqlite/**'],
    rules: {
      'no-restricted-globals': [
        'error',
        'process',
        'setTimeout',
        'setInterval',
        'setImmediate',
        'Buffer',
        'performance',
      ],
      'no-restricted-properties': [
        'error',
        { object: 'Date', property: 'now', message: 'Time is the Clock port.' },
        { object: 'Math', property: 'random', message: 'Chance is the Chance port.' },
      ],
    },
  },
  {
    files: ['core/**/*.ts', 'error/**/*.ts', 'schema/**/*.ts', 'specifications/**/*.ts'],
    rules: {
      'no-restricted-syntax': [
        'error',
        ...oneWayToWriteFunctions,
        ...nothingImportedByVariable,
        ...nothingKeptInModules,
      ],
    },
  },
  {
    files: ['core/state/sqlite/**/*.ts'],
    ignores: writersToDescriptors,
    rules: {
      'no-restricted-syntax': [
        'error',
        ...oneWayToWriteFunctions,
        ...nothingImportedByVariable,
        ...nothingKeptInModules,
        ...nothingWrittenThrough,
      ],
    },
  },
  {
    // Configuration files of tools that ask for a default export; scripts and benchmarks talk to a terminal.
    files: ['*.config.ts', 'scripts/**/*.ts', 'bench/**/*.ts', 'tests/**/*.ts'],
    rules: {
      'no-restricted-exports': 'off',
      'no-console': 'off',
      '@typescript-eslint/explicit-module-boundary-types': 'off',
    },
  },
  {
    // A row of a table of cases has as many columns as it needs, and each is a parameter.
    files: ['tests/**/*.ts'],
    rules: { 'max-params': 'off' },
  },
);
