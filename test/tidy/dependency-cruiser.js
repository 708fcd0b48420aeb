/**
 * Which folder may import which; the README's map in the form a machine can check.
 *
 * domain <- ports, platform <- features <- entry files. A feature that needs another asks for a port,
 * and main supplies it, so no cycle can form. Each maker's library is known to one folder only.
 *
 * Run from the root: `depcruise --config test/tidy/dependency-cruiser.js server simulators web/src`.
 */
const FEATURES = 'ingest|estate|live|alerting|history|access|http';

/** A library, and the only folders that may know it. */
const VENDORS = [
  { packages: 'mqtt|mqtt-packet|aedes', home: '^server/ingest/|^simulators/' },
  { packages: 'influx|@duckdb/[^/]+', home: '^server/history/' },
  { packages: 'express|express-rate-limit|helmet|compression', home: '^server/http/' },
  { packages: 'socket\\.io', home: '^server/live/' },
  { packages: 'socket\\.io-client', home: '^web/src/lib/live/' },
  { packages: 'pino|prom-client', home: '^server/platform/|^server/http/' },
  { packages: 'nodemailer', home: '^server/alerting/notify/' },
  {
    packages: 'csv-parse|csv-stringify',
    home: '^server/(estate|history)/|^server/alerting/schedules/',
  },
  { packages: 'ical\\.js', home: '^server/alerting/schedules/' },
  { packages: 'chart\\.js', home: '^web/src/lib/charts/' },
];

/** Entry files of a process or a thread, and files that a framework finds by name. */
const ENTRIES = [
  '^server/[^/]+$',
  '^simulators/main\\.ts$',
  '-worker\\.ts$',
  '^web/(vite\\.config|[^/]+)\\.ts$',
  '^web/src/routes/.*\\+[^/]+$',
  '^web/src/(hooks|app|params|env)[^/]*$',
  '^test/',
];

/** What SvelteKit makes while it builds, and packages that are types alone. */
const ELSEWHERE = ['^\\$(app|env)/', '/\\$types', '^(geojson|topojson-specification)$'];

function forbidden(name, comment, from, to) {
  return { name, comment, severity: 'error', from, to };
}

const LAYERS = [
  forbidden(
    'domain-is-pure',
    'The domain runs in Node and in the browser: it imports nothing but itself.',
    { path: '^server/domain/' },
    { pathNot: '^server/domain/' },
  ),
  forbidden(
    'ports-know-only-domain',
    'A port speaks of what we know, never of how it is done.',
    { path: '^server/ports/' },
    { pathNot: '^server/(domain|ports)/' },
  ),
  forbidden(
    'platform-knows-no-feature',
    'The platform serves every feature and so knows none.',
    { path: '^server/platform/' },
    { path: `^(server/(${FEATURES})|simulators|web)/` },
  ),
  forbidden(
    'features-are-strangers',
    'A feature asks for a port; main supplies it.',
    { path: `^server/(${FEATURES})/` },
    { path: `^server/(${FEATURES})/`, pathNot: '^server/$1/' },
  ),
  forbidden(
    'web-and-simulators-see-only-domain',
    'What they share with the server is what we know, not how the server does it.',
    { path: '^(web/src|simulators)/' },
    { path: '^(server|web/src|simulators)/', pathNot: ['^server/domain/', '^$1/'] },
  ),
  forbidden(
    'only-main-wires',
    'Entry files join parts; nobody imports an entry file or a test.',
    { path: `^(server/(domain|ports|platform|${FEATURES})|simulators|web)/` },
    { path: '^server/[^/]+\\.(ts|mjs)$|^simulators/main\\.ts$|^test/' },
  ),
];

const VENDOR_RULES = VENDORS.map(({ packages, home }) =>
  forbidden(
    'vendor-stays-in-its-adapter',
    `Only its adapter may know ${packages}.`,
    { path: '^(server|simulators|web/src)/', pathNot: home },
    { path: `^node_modules/(${packages})/` },
  ),
);

const HYGIENE = [
  forbidden(
    'no-cycles',
    'Two files that need each other are one.',
    // A component that draws itself again, one level deeper, imports itself.
    { pathNot: '/ConditionEditor\\.svelte$' },
    { circular: true },
  ),
  forbidden(
    'no-orphans',
    'A file nobody imports is dead, unless it is an entry.',
    { orphan: true, path: '^(server|simulators|web/src)/', pathNot: ENTRIES },
    {},
  ),
  forbidden(
    'not-to-unresolvable',
    'The import leads nowhere.',
    {},
    { couldNotResolve: true, pathNot: ELSEWHERE },
  ),
];

export default {
  forbidden: [...LAYERS, ...VENDOR_RULES, ...HYGIENE],
  options: {
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '^web/(build|\\.svelte-kit|node_modules)/' },
    // Types are imports too: a feature may not know another's types either.
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['svelte', 'browser', 'import', 'node', 'default', 'types'],
      extensions: ['.ts', '.js', '.mjs', '.svelte', '.json'],
    },
  },
};
