import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['test/e2e/**/*.test.ts'],
    testTimeout: 120_000,
    hookTimeout: 180_000,
    fileParallelism: false, // each file runs a whole VS Code
    expect: { poll: { timeout: 20_000 } }, // an editor on a busy machine
  },
});
