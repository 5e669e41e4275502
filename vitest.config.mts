import { availableParallelism } from 'node:os';
import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: [
      '{protocol,profile,server,client,webview,scripts}/**/*.test.ts',
      'test/{unit,oracle,fuzz}/**/*.test.ts',
    ],
    testTimeout: 60_000,
    // All cores: the longest files take as long as all others together.
    maxWorkers: availableParallelism(),
  },
});
