/**
 * What the linter holds us to: typescript-eslint's strict type-aware rules, Svelte's own, and the
 * house rules below. Layers between folders are `dependency-cruiser.js`'s; text is `tidy.test.ts`'s.
 *
 * Run from the root: `eslint --config test/tidy/eslint.config.js server simulators web test`.
 */
import path from 'node:path';
import svelte from 'eslint-plugin-svelte';
import tseslint from 'typescript-eslint';

const ROOT = path.join(import.meta.dirname, '../..');

/** Time, timers, chance and the environment come in as arguments, so that tests can set them. */
const AMBIENT_GLOBALS = ['setTimeout', 'setInterval', 'setImmediate'].map((name) => ({
  name,
  message: 'Take a Clock port: timers live in server/platform/ and in entry files.',
}));
const AMBIENT_PROPERTIES = [
  { object: 'Date', property: 'now', message: 'Take a Clock port.' },
  { object: 'performance', property: 'now', message: 'Take a Clock port.' },
  { object: 'Math', property: 'random', message: 'Take a Prng.' },
  {
    object: 'process',
    property: 'env',
    message: 'Settings come from the configuration, read in main.',
  },
];
const NEW_DATE = {
  selector: "NewExpression[callee.name='Date'][arguments.length=0]",
  message: 'Take a Clock port: new Date() reads the time.',
};
const DEFAULT_EXPORT = {
  selector: 'ExportDefaultDeclaration',
  message: 'Export by name: one name per thing, the same everywhere.',
};

/** The files that may touch the machine: they hand it to the others. */
const MACHINE_FILES = [
  'server/*.ts',
  'server/platform/**',
  '**/*-worker.ts',
  'simulators/main.ts',
  'web/*.ts',
  'web/src/lib/live/browser-clock.ts',
  'test/**',
];

const CONFIG_FILES = ['web/vite.config.ts', 'test/vitest.config.ts', 'test/tidy/*.js'];
const PLAIN_JAVASCRIPT = ['server/bootstrap.mjs', 'test/tidy/*.js'];

const TYPED = {
  projectService: true,
  tsconfigRootDir: ROOT,
  extraFileExtensions: ['.svelte'],
};

export default tseslint.config(
  {
    ignores: [
      '**/node_modules/**',
      'web/build/**',
      'web/.svelte-kit/**',
      'web/static/**',
      'data/**',
    ],
  },
  { linterOptions: { reportUnusedDisableDirectives: 'error' } },
  tseslint.configs.strictTypeChecked,
  tseslint.configs.stylisticTypeChecked,
  svelte.configs.recommended,
  {
    files: ['**/*.{ts,js,mjs,svelte}'],
    languageOptions: { parserOptions: TYPED },
    rules: {
      // A switch is one decision: its cases are read one at a time.
      complexity: ['error', { max: 12, variant: 'modified' }],
      eqeqeq: ['error', 'always', { null: 'ignore' }],
      'max-lines': ['error', { max: 400 }],
      'max-lines-per-function': ['error', { max: 70 }],
      'no-console': 'error',
      'no-restricted-globals': ['error', ...AMBIENT_GLOBALS],
      'no-restricted-properties': ['error', ...AMBIENT_PROPERTIES],
      'no-restricted-syntax': ['error', NEW_DATE, DEFAULT_EXPORT],
      'object-shorthand': 'error',
      'prefer-const': 'error',

      '@typescript-eslint/consistent-type-imports': ['error', { fixStyle: 'inline-type-imports' }],
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true }],
      // A port may promise more time than one of its implementations needs.
      '@typescript-eslint/require-await': 'off',
      // noPropertyAccessFromIndexSignature of TypeScript wants the brackets that this would remove.
      '@typescript-eslint/dot-notation': 'off',
      // Spreading a string gives code points, which is what length rules and initials want.
      '@typescript-eslint/no-misused-spread': ['error', { allow: ['string'] }],
      // `_` marks an argument that a signature forces on us.
      '@typescript-eslint/no-unused-vars': [
        'error',
        { argsIgnorePattern: '^_', ignoreRestSiblings: true },
      ],
    },
  },
  { files: MACHINE_FILES, rules: machineRules() },
  {
    files: ['**/*.svelte', '**/*.svelte.ts'],
    languageOptions: {
      parserOptions: { ...TYPED, parser: tseslint.parser },
    },
    rules: {
      // One component is one function to the linter, its markup included.
      'max-lines-per-function': 'off',
      // Props are declared with let, whether or not this component assigns to them.
      'prefer-const': 'off',
      'svelte/prefer-const': 'error',
      // Flags a plain Map inside $state.raw, where it is meant: live data is replaced, not watched.
      'svelte/prefer-svelte-reactivity': 'off',
      // Knows only links written in place; ours also come with the data, already resolved.
      'svelte/no-navigation-without-resolve': 'off',
      // `void value;` is how an effect says what it depends on.
      '@typescript-eslint/no-meaningless-void-operator': 'off',
    },
  },
  {
    // A suite is one long function by nature, and its fakes are as short as they can be.
    files: ['test/**'],
    rules: {
      'max-lines-per-function': 'off',
      '@typescript-eslint/no-empty-function': 'off',
      '@typescript-eslint/no-non-null-assertion': 'off',
      '@typescript-eslint/unbound-method': 'off',
    },
  },
  // Command-line programs: their output is their job.
  { files: ['test/bench/**'], rules: { 'no-console': 'off' } },
  { files: CONFIG_FILES, rules: { 'no-restricted-syntax': ['error', NEW_DATE] } },
  {
    files: PLAIN_JAVASCRIPT,
    ...tseslint.configs.disableTypeChecked,
    languageOptions: { parserOptions: { projectService: false } },
  },
  { files: ['server/bootstrap.mjs'], rules: machineRules() },
);

function machineRules() {
  return {
    'no-restricted-globals': 'off',
    'no-restricted-properties': 'off',
    'no-restricted-syntax': ['error', DEFAULT_EXPORT],
  };
}
