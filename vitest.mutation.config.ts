import { defineConfig } from 'vitest/config';

/** What judges the mutants of `functions/domain`: the tests that neither open a socket nor wait. */
export default defineConfig({ test: { include: ['test/domain/**/*.test.ts'] } });
