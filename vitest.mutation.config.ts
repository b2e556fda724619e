import { defineConfig } from 'vitest/config';

/** What judges the mutants of `functions/domain`: tests that open no socket and wait for nothing. */
export default defineConfig({
  test: {
    include: ['test/domain/**/*.test.ts', 'test/faults/mutants/scenes.test.ts'],
    // Reads the source as it is written, which a mutation run rewrites.
    exclude: ['test/domain/error-names.test.ts'],
  },
});
