import { configDefaults, defineConfig } from 'vitest/config';

const infra = ['test/infra/**/*.test.ts'];

export default defineConfig({
  test: {
    projects: [
      {
        extends: true,
        test: {
          name: 'product',
          include: ['test/**/*.test.ts'],
          // The end-to-end tests and those in a browser have configurations of their own: `npm run e2e`, `npm run browser`.
          exclude: [...configDefaults.exclude, ...infra, 'test/e2e/**', 'test/browser/**'],
        },
      },
      {
        extends: true,
        // The CDK takes longer to load than most of these tests run: its files share one load of it.
        test: { name: 'infra', include: infra, isolate: false },
      },
    ],
    // By default one core is left idle, which is half of a small machine.
    maxWorkers: '100%',
    // Most take milliseconds; a machine that is busy with other work must not turn one red.
    testTimeout: 60_000,
    hookTimeout: 60_000,
    reporters: ['default', './test/support/summary-reporter.ts'],
    coverage: {
      provider: 'v8',
      include: ['functions/**/*.ts'],
      reporter: ['text-summary', 'html'],
      thresholds: { branches: 95 },
    },
  },
});
