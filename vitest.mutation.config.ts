import { defineConfig } from 'vitest/config';

/** What judges the mutants of `functions/domain`: tests of the rules alone, in milliseconds, without a socket or a wait. */
export default defineConfig({
  test: {
    include: ['test/domain/**/*.test.ts'],
    exclude: [
      // Reads the source as it is written, which a mutation run rewrites.
      'test/domain/error-names.test.ts',
      // Generated and played-through input takes seconds, for each mutant again: what is measured without is the least that is noticed.
      'test/domain/**/*.property.test.ts',
      'test/domain/fleet/seconds.test.ts',
    ],
    // They share no state; a worker for each file would cost more than the tests.
    isolate: false,
    // A machine that is busy with other work must not turn one red.
    testTimeout: 60_000,
  },
});
