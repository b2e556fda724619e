import { defineConfig } from 'vitest/config';

/** The end-to-end tests: what `cdk synth` gives, deployed on the embedded stack. Apart from the others, since it is slow. */
export default defineConfig({
  test: {
    include: ['test/e2e/**/*.test.ts'],
    globalSetup: ['test/e2e/support/synthesis.ts'],
    reporters: ['default', './test/support/summary-reporter.ts'],
    // By default one core is left idle.
    maxWorkers: '100%',
    // Starting processes takes long on a busy machine.
    testTimeout: 120_000,
  },
});
