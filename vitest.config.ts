import react from '@vitejs/plugin-react';
import { defineConfig, type TestProjectInlineConfiguration } from 'vitest/config';

/** A project whose tests run in plain Node: `test/<name>/**`. */
function nodeProject(name: string, testTimeoutMs: number): TestProjectInlineConfiguration {
  return {
    extends: true,
    test: { name, environment: 'node', include: [`test/${name}/**/*.test.ts`], testTimeout: testTimeoutMs },
  };
}

/**
 * Five projects, cheapest first. `unit` and `ports` start no process and open no socket but loopback;
 * `journeys` runs the whole core against the simulator; `media` runs the real media engine;
 * `components` draws React in happy-dom.
 */
export default defineConfig({
  plugins: [react()],
  test: {
    restoreMocks: true,
    unstubEnvs: true,
    expect: { requireAssertions: true },
    projects: [
      nodeProject('unit', 10_000),
      nodeProject('ports', 20_000),
      nodeProject('journeys', 120_000),
      nodeProject('media', 300_000),
      {
        extends: true,
        test: {
          name: 'components',
          environment: 'happy-dom',
          include: ['test/components/**/*.test.tsx', 'test/components/**/*.test.ts'],
          testTimeout: 20_000,
        },
      },
    ],
  },
});
