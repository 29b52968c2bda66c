import { fileURLToPath } from 'node:url';

import tailwindcss from '@tailwindcss/vite';
import react from '@vitejs/plugin-react';
import { defineConfig } from 'electron-vite';

/**
 * The oldest Electron the app is built for: the newest one that machines which reach only the npm registry can
 * get. Its Node (20.18) and Chromium (130) decide which syntax the bundles may use.
 */
process.env['ELECTRON_MAJOR_VER'] ??= '33';

/** Native code, and WebAssembly that is read from disk: these stay packages. All else is bundled. */
const external = ['electron', 'better-sqlite3', /^@ffmpeg\/core/, /^node:/];

/** Names and licence texts of everything bundled, for the package. */
const license = { fileName: 'licenses.md' };

/**
 * Entries of the main process. Workers are entries, so that they lie beside the code that starts them, under
 * the name of their source file: `new URL('./core-worker.js', import.meta.url)` finds them in `out/` and in a package.
 */
const mainEntries = {
  index: 'main/index.ts',
  'core-worker': 'main/core-worker.ts',
  cli: 'main/cli.ts',
  'engine-worker': 'main/media/engine-worker.ts',
};

export default defineConfig({
  main: {
    build: {
      minify: true,
      externalizeDeps: false,
      license,
      rolldownOptions: {
        input: absolute(mainEntries),
        external,
        // Flat, because code in a chunk looks for workers beside itself too.
        output: { format: 'es', entryFileNames: '[name].js', chunkFileNames: '[name]-[hash].js' },
      },
    },
  },
  preload: {
    build: {
      minify: true,
      externalizeDeps: false,
      rolldownOptions: {
        input: absolute({ index: 'preload/index.ts' }),
        external: ['electron'],
        // A sandboxed preload can't be an ES module.
        output: { format: 'cjs', entryFileNames: '[name].cjs' },
      },
    },
  },
  renderer: {
    root: 'renderer',
    plugins: [react(), tailwindcss()],
    build: {
      minify: true,
      license,
      // The policy of the window allows no data: scripts or fonts.
      assetsInlineLimit: 0,
      modulePreload: { polyfill: false },
      rolldownOptions: { input: absolute({ index: 'renderer/index.html' }) },
    },
  },
});

function absolute(entries: Record<string, string>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(entries).map(([name, path]) => [name, fileURLToPath(new URL(path, import.meta.url))]),
  );
}
