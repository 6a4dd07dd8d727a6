import eslint from '@eslint/js'
import tseslint from 'typescript-eslint'

/** The parts of the program. Arrows point one way: main and cli -> parts -> core; siblings never import each other. */
const PARTS = ['admin', 'bots', 'inference', 'reports', 'store', 'training']

const outside = (names) => ({
  regex: `^(\\.\\./)+(${names.join('|')})(/|\\.js$)`,
  message: 'Imports point one way: main and cli -> admin, bots, inference, reports, store, training -> core.',
})
const restrict = (patterns) => ({ '@typescript-eslint/no-restricted-imports': ['error', { patterns }] })
const above = ['cli', 'main', 'compose', 'config']

export default tseslint.config(
  { ignores: ['dist/', 'data/', '.cache/', '.work/', 'models/', 'src/store/generated/', 'node_modules/'] },
  eslint.configs.recommended,
  {
    files: ['**/*.{ts,tsx}'],
    extends: [tseslint.configs.strictTypeChecked],
    languageOptions: { parserOptions: { projectService: true } },
    rules: {
      'max-lines': ['error', 350],
      '@typescript-eslint/consistent-type-imports': 'error',
      // What is taken out of an object so that the rest is without it.
      '@typescript-eslint/no-unused-vars': ['error', { ignoreRestSiblings: true }],
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true }],
      '@typescript-eslint/switch-exhaustiveness-check': [
        'error',
        { considerDefaultExhaustiveForUnions: true },
      ],
    },
  },
  {
    files: ['src/**/*.{ts,tsx}'],
    ignores: ['src/config.ts'],
    rules: {
      'no-restricted-properties': [
        'error',
        { object: 'process', property: 'env', message: 'Only config.ts reads the environment.' },
      ],
    },
  },
  {
    files: ['src/core/**/*.ts'],
    rules: restrict([
      outside([...PARTS, ...above]),
      { regex: '^(?!\\.|node:)', message: 'The core imports no package.' },
    ]),
  },
  ...PARTS.map((part) => ({
    files: [`src/${part}/**/*.{ts,tsx}`],
    rules: restrict([outside([...PARTS.filter((other) => other !== part), ...above])]),
  })),
  {
    files: ['**/*.{js,mjs}'],
    languageOptions: {
      globals: {
        fetch: 'readonly',
        FormData: 'readonly',
        Blob: 'readonly',
        process: 'readonly',
        URL: 'readonly',
        performance: 'readonly',
        console: 'readonly',
      },
    },
  },
  {
    files: ['src/admin/assets/**/*.js'],
    languageOptions: {
      globals: Object.fromEntries(
        [
          'document',
          'window',
          'fetch',
          'FormData',
          'File',
          'Event',
          'DataTransfer',
          'location',
          'history',
          'navigator',
          'setTimeout',
          'XMLHttpRequest',
          'HTMLElement',
          'EventSource',
        ].map((name) => [name, 'readonly']),
      ),
    },
  },
)
