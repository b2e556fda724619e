import { defineConfig } from 'vitest/config';

/** What a real browser makes of a page. Apart from the others, since it needs Chromium: where there is none, these tests fail. */
export default defineConfig({
  test: {
    include: ['test/browser/**/*.test.ts'],
    reporters: ['default', './test/support/summary-reporter.ts'],
    // Starting a browser takes long on a busy machine.
    testTimeout: 120_000,
  },
});
