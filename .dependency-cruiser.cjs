/** The house rules about who may import whom. Every rule says what to do instead. */
const folders = 'core|error|specifications|adapters|schema|config|interfaces';
module.exports = {
  forbidden: [
    {
      name: 'no-circular',
      severity: 'error',
      comment: 'Two files that need each other are one file, or a third one is missing.',
      from: {},
      to: { circular: true },
    },
    {
      name: 'core-is-the-bottom',
      severity: 'error',
      comment:
        'core knows nobody above it: declare a port in core and let interfaces/compose.ts pick the implementation.',
      from: { path: '^core/' },
      to: { path: `^(${folders.replace('core|', '')})/` },
    },
    {
      name: 'middle-imports-core-only',
      severity: 'error',
      comment: 'error, specifications and schema stand beside each other on core; they do not know one another.',
      from: { path: '^(error|specifications|schema)/' },
      to: { path: '^(error|specifications|schema|adapters|config|interfaces)/', pathNot: '^$1/' },
    },
    {
      name: 'adapters-do-not-know-interfaces',
      severity: 'error',
      comment: 'An adapter is given its world through ports; the command line is not one of them.',
      from: { path: '^(adapters|config)/' },
      to: { path: '^interfaces/' },
    },
    {
      name: 'adapters-and-config-are-neighbours',
      severity: 'error',
      comment: 'Adapters take settings as arguments; config does not run anything.',
      from: { path: '^(adapters|config)/' },
      to: { path: '^(adapters|config)/', pathNot: '^$1/' },
    },
    {
      name: 'rooms-of-git-point-down',
      severity: 'error',
      comment:
        'In adapters/git: salvage → checkpoint → worktree → command. What needs a room above stands beside the rooms.',
      from: { path: '^adapters/git/(command|worktree|checkpoint)/' },
      to: {
        path: '^adapters/git/(checkpoint|salvage|checkout|workspaces?\\.ts|gc\\.ts|diff\\.ts)',
        pathNot: '^adapters/git/$1/',
      },
    },
    {
      name: 'rooms-of-specification-tools-point-down',
      severity: 'error',
      comment:
        'In specifications/tools: archive and look → validate → apply and project; what two need lies below both.',
      from: { path: '^specifications/tools/(project|apply)/' },
      to: { path: '^specifications/tools/', pathNot: '^specifications/tools/$1/' },
    },
    {
      name: 'validate-changes-nothing',
      severity: 'error',
      comment: 'Validation knows neither archiving nor looking: both ask it.',
      from: { path: '^specifications/tools/validate/' },
      to: { path: '^specifications/tools/(archive|look)/' },
    },
    {
      name: 'archive-and-look-are-neighbours',
      severity: 'error',
      comment: 'What archiving and looking both need lies in validate, apply or project.',
      from: { path: '^specifications/tools/(archive|look)/' },
      to: { path: '^specifications/tools/(archive|look)/', pathNot: '^specifications/tools/$1/' },
    },
    {
      name: 'nouns-are-pure',
      severity: 'error',
      comment: 'core/*.ts holds nouns and ports: no packages, no node:. Put the code in a folder below.',
      from: { path: '^core/[^/]+\\.ts$' },
      to: { dependencyTypes: ['npm', 'npm-dev', 'npm-optional', 'core'] },
    },
    {
      name: 'no-node-in-pure-core',
      severity: 'error',
      comment:
        'planning, state and engine take the world through ports (core/system.ts); only core/state/sqlite touches it.',
      from: { path: '^core/', pathNot: '^core/state/sqlite/' },
      to: { dependencyTypes: ['core'] },
    },
    {
      name: 'expressions-have-one-home',
      severity: 'error',
      comment: 'Only the room core/planning/expressions/ knows @actions/expressions.',
      from: { pathNot: '^core/planning/expressions/' },
      to: { path: '@actions/expressions' },
    },
    {
      name: 'opossum-has-one-home',
      severity: 'error',
      comment: 'Only error/engine/breakers/breakers.ts knows opossum; ask it what a verdict makes of a breaker.',
      from: { pathNot: '^error/engine/breakers/breakers\\.ts$' },
      to: { path: 'node_modules/(@types/)?opossum' },
    },
    {
      name: 'sql-has-one-home',
      severity: 'error',
      comment: 'SQL stays in core/state/sqlite; the run lock and doctor use what it exports.',
      from: { pathNot: '^core/state/sqlite/' },
      to: { path: 'node_modules/(better-sqlite3|drizzle-orm)' },
    },
    {
      name: 'house-does-not-know-its-faces',
      severity: 'error',
      comment:
        'The house is what every face calls: give a verb the parts it uses, and move what more than one face would need into interfaces/house.',
      from: { path: '^interfaces/house/' },
      to: { path: '^interfaces/(?!house/)' },
    },
    {
      name: 'faces-do-not-know-each-other',
      severity: 'error',
      comment:
        'The command line, the library and the API are faces: what two need is a verb in interfaces/house. Only ws serve starts another face.',
      from: { path: '^interfaces/(cli|library|api)/', pathNot: '^interfaces/cli/commands/serve\\.ts$' },
      to: { path: '^interfaces/(cli|library|api)/', pathNot: '^interfaces/$1/' },
    },
    {
      name: 'fastify-has-one-home',
      severity: 'error',
      comment: 'Only interfaces/api/app.ts knows fastify: a route gives an Answer.',
      from: { pathNot: '^interfaces/api/app\\.ts$' },
      to: { path: 'node_modules/fastify' },
    },
    {
      name: 'page-knows-only-the-view',
      severity: 'error',
      comment:
        'The page runs in a browser: what it shares with ws is pure and lies in interfaces/house/view; all else it asks the server for.',
      from: { path: '^interfaces/dashboard/' },
      to: { path: `^(${folders})/`, pathNot: '^interfaces/(dashboard|house/view)/' },
    },
    {
      name: 'nobody-knows-the-page',
      severity: 'error',
      comment: 'The page is built by itself, and served as files.',
      from: { pathNot: '^interfaces/dashboard/' },
      to: { path: '^interfaces/dashboard/' },
    },
    {
      name: 'view-is-pure',
      severity: 'error',
      comment: 'What the page shares with ws runs in a browser, too: no node:, and of adapters only what reads text.',
      from: { path: '^interfaces/house/view/' },
      to: {
        path: '^(node:|fs|path|child_process|interfaces|adapters|config|error|specifications|schema)',
        pathNot: '^(interfaces/house/view/|adapters/tools/agent/(dialects/[a-z]+/reader|dialect|event)\\.ts$)',
      },
    },
    {
      name: 'one-composer',
      severity: 'error',
      comment: 'Only interfaces/compose.ts picks where state is kept, the clock and chance; take them as parts.',
      from: { path: '^interfaces/', pathNot: '^interfaces/compose\\.ts$' },
      to: { path: '^(core/state/(sqlite|memory)/|adapters/machine/(clock|chance)\\.ts$)' },
    },
    {
      name: 'no-tests-in-the-house',
      severity: 'error',
      comment: 'Product code never imports tests, scripts or benchmarks.',
      from: {},
      to: { path: '^(tests|scripts|bench)/' },
    },
    {
      name: 'no-dev-packages',
      severity: 'error',
      comment:
        'What ships may only import dependencies; a chunk of scripts/lazy-chunks.ts has its packages in it, and so has the page.',
      from: {
        pathNot:
          '^(?:(?:adapters/llm/sdk|adapters/notify/webhook|schema/liquid|interfaces/api/(?:app|metrics))\\.ts$|interfaces/dashboard/)',
      },
      to: { dependencyTypes: ['npm-dev', 'npm-no-pkg', 'npm-unknown'], dependencyTypesNot: ['type-only'] },
    },
    {
      name: 'resolvable',
      severity: 'error',
      comment: 'An import must resolve.',
      from: {},
      to: { couldNotResolve: true },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'types', 'node', 'default'],
      mainFields: ['module', 'main', 'types'],
    },
  },
};
