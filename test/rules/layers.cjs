/**
 * Who may import whom. The table is the architecture: a folder that is not in a row's list may not be
 * imported from there. `npm run check` enforces it; ARCHITECTURE.md draws it.
 */

/** Folders under main/ and the folders (or files) under main/ they may import besides themselves. */
const mayImport = {
  desktop: ['lib', 'settings'],
  ownership: ['lib'],
  composition: [
    'core-options.ts',
    'lectures',
    'pipeline',
    'queue',
    'media',
    'providers',
    'storage',
    'database',
    'health',
    'settings',
    'ownership',
    'lib',
  ],
  cli: ['core.ts', 'settings', 'ownership', 'lib'],
  lectures: ['pipeline', 'queue', 'settings', 'lib'],
  pipeline: ['queue', 'settings', 'lib'],
  queue: ['lib'],
  media: ['pipeline', 'lib'],
  providers: ['pipeline', 'lib'],
  storage: ['pipeline', 'lib'],
  database: ['lectures', 'pipeline', 'queue', 'settings', 'lib'],
  health: ['lib'],
  settings: ['lib'],
  lib: [],
};

/** Folders whose policy is to be ignorant of the application: not even the contract. */
const withoutContract = ['queue'];

/**
 * Adapters see of these folders only what they must implement, and pure rules they must agree with: the measures
 * of sound in pipeline/speech, the legal moves of a job in the queue.
 */
const portsOnly = {
  media: ['pipeline'],
  providers: ['pipeline'],
  storage: ['pipeline'],
  database: ['lectures', 'pipeline', 'queue', 'settings'],
};

/** A folder with all that is in it, or one file. */
const asPattern = (place) => (place.endsWith('.ts') ? `${place.replace('.', '\\.')}$` : `${place}/`);

const folderRules = Object.entries(mayImport).map(([folder, allowed]) => ({
  name: `main-${folder}`,
  comment: `main/${folder} may import ${[...allowed, ...(withoutContract.includes(folder) ? [] : ['the contract'])].join(', ')}`,
  severity: 'error',
  from: { path: `^main/${folder}/` },
  to: {
    path: '^(main|preload|renderer|test)/',
    pathNot: [
      `^main/(${[folder, ...allowed].map(asPattern).join('|')})`,
      ...(withoutContract.includes(folder) ? [] : ['^preload/contract/']),
    ],
  },
}));

const portRules = Object.entries(portsOnly).map(([folder, targets]) => ({
  name: `main-${folder}-sees-ports-only`,
  comment: `An adapter knows the interface it implements, never the policy behind it.`,
  severity: 'error',
  from: { path: `^main/${folder}/` },
  to: {
    path: `^main/(${targets.join('|')})/`,
    pathNot: [
      '^main/[^/]+/(ports|[a-z-]+-ports?)\\.ts$',
      '^main/pipeline/speech/',
      '^main/queue/(job|queue-failures)\\.ts$',
    ],
    dependencyTypesNot: ['type-only'],
  },
}));

/** Folders under main/ without a row in the table: a new one needs a decision. */
const knownFolders = Object.keys(mayImport).join('|');

module.exports = {
  forbidden: [
    ...folderRules,
    ...portRules,
    {
      name: 'every-folder-has-a-row',
      severity: 'error',
      from: { path: `^main/(?!(?:${knownFolders})/)[^/]+/` },
      to: {},
    },
    { name: 'no-cycles', severity: 'error', from: {}, to: { circular: true } },
    {
      name: 'no-orphans',
      comment: 'A file nobody imports is dead, or an entry that is missing from this list.',
      severity: 'error',
      from: {
        orphan: true,
        pathNot: ['\\.d\\.ts$', '\\.json$', '^test/', '^scripts/', '^main/(index|cli|core-worker)\\.ts$'],
      },
      to: {},
    },
    {
      name: 'electron-only-at-the-edge',
      comment: 'Everything but the entry, main/desktop and the preload runs in plain Node.',
      severity: 'error',
      from: {
        path: '^(main|renderer|preload)/',
        pathNot: '^(main/index\\.ts$|main/desktop/|preload/index\\.ts$)',
      },
      to: { path: '(^electron$|node_modules/electron/)' },
    },
    {
      name: 'core-has-no-desktop',
      severity: 'error',
      from: { path: '^main/', pathNot: '^main/(index\\.ts$|desktop/)' },
      to: { path: '^main/(desktop/|index\\.ts$)' },
    },
    {
      name: 'core-only-from-the-doors',
      severity: 'error',
      from: { path: '^main/', pathNot: '^main/((core-worker|core-door|cli)\\.ts$|cli/)' },
      to: { path: '^main/core\\.ts$' },
    },
    {
      name: 'composition-only-in-the-core',
      comment: 'What ties all folders together is known to the core alone.',
      severity: 'error',
      from: { path: '^main/', pathNot: '^main/(core\\.ts$|composition/)' },
      to: { path: '^main/composition/' },
    },
    {
      name: 'entries-are-imported-by-nobody',
      severity: 'error',
      from: {},
      to: { path: '^main/(index|cli|core-worker)\\.ts$' },
    },
    {
      name: 'contract-imports-only-zod',
      severity: 'error',
      from: { path: '^preload/contract/' },
      to: { pathNot: ['^preload/contract/', '(^zod$|node_modules/zod/)'] },
    },
    {
      name: 'preload-loads-only-names',
      comment: 'Importing the schemas would put zod (166 kB) into every window.',
      severity: 'error',
      from: { path: '^preload/index\\.ts$' },
      to: {
        pathNot: ['^preload/contract/names\\.ts$', '(^electron$|node_modules/electron/)'],
        dependencyTypesNot: ['type-only'],
      },
    },
    {
      name: 'renderer-sees-only-the-contract',
      severity: 'error',
      from: { path: '^renderer/' },
      to: { path: '^(main|test|scripts|preload)/', pathNot: '^preload/contract/' },
    },
    {
      name: 'renderer-has-no-node',
      severity: 'error',
      from: { path: '^renderer/' },
      to: { dependencyTypes: ['core'] },
    },
    {
      name: 'features-are-islands',
      severity: 'error',
      from: { path: '^renderer/features/([^/]+)/' },
      to: { path: '^renderer/(features|app)/', pathNot: '^renderer/features/$1/' },
    },
    {
      name: 'ui-knows-no-domain',
      severity: 'error',
      from: { path: '^renderer/ui/' },
      to: { path: '^renderer/(features|app|parts|state|bridge)/' },
    },
    {
      name: 'bridge-and-state-know-no-page',
      severity: 'error',
      from: { path: '^renderer/(bridge|state)/' },
      to: { path: '^renderer/(features|app|parts|ui)/' },
    },
    {
      name: 'parts-know-no-page',
      comment: 'What several pages share lies in renderer/parts and serves any of them.',
      severity: 'error',
      from: { path: '^renderer/parts/' },
      to: { path: '^renderer/(features|app)/' },
    },
    {
      name: 'words-know-only-the-contract',
      severity: 'error',
      from: { path: '^renderer/words/' },
      to: { path: '^renderer/', pathNot: '^renderer/words/' },
    },
    {
      name: 'product-never-imports-tests',
      severity: 'error',
      from: { path: '^(main|preload|renderer)/' },
      to: { path: '^(test|scripts)/' },
    },
    {
      name: 'no-unresolved',
      severity: 'error',
      from: {},
      to: { couldNotResolve: true, pathNot: ['\\?', '^electron$'] },
    },
  ],
  options: {
    tsPreCompilationDeps: true,
    parser: 'swc',
    doNotFollow: { path: 'node_modules' },
    enhancedResolveOptions: {
      extensions: ['.ts', '.tsx', '.mjs', '.cjs', '.js', '.json', '.css'],
      exportsFields: ['exports'],
      conditionNames: ['import', 'node', 'default', 'types'],
      mainFields: ['module', 'main', 'types'],
    },
  },
};
