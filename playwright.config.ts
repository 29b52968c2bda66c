import { defineConfig } from '@playwright/test';

/** End-to-end tests: the built app in a real Electron. One at a time, because each has a window and a core of its own. */
export default defineConfig({
  testDir: 'test/e2e',
  outputDir: 'test-results/e2e',
  timeout: 90_000,
  expect: { timeout: 15_000 },
  workers: 1,
  fullyParallel: false,
  forbidOnly: true,
  retries: 0,
  reporter: 'list',
});
