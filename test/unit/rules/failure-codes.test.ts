import { globSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';

import { expect, test } from 'vitest';

const project = resolve(import.meta.dirname, '../../..');
const textsOf = (pattern: string) =>
  globSync(pattern, { cwd: project, exclude: ['test/simulator/**', 'test/unit/rules/**'] }).map((path) =>
    readFileSync(resolve(project, path), 'utf8'),
  );

/** Words in capitals that are nobody's failure: of the system, of SQLite, of the network library, of the environment. */
const foreign = /^(E[A-Z0-9]+|SQLITE_\w+|EAI_\w+|UND_ERR_\w+|LECTERN_\w+|OPENAI_\w+|XDG_\w+|TOTAL_TIMEOUT)$/;

/** Every failure of the product: what stands as a `code`, and every other quoted word in capitals with an underscore. */
function failureCodes(): string[] {
  const found = textsOf('{main,renderer}/**/*.{ts,tsx}').flatMap((text) => [
    ...Array.from(text.matchAll(/\bcode: '([A-Z][A-Z0-9_]*)'/g), ([, code = '']) => code),
    ...Array.from(text.matchAll(/'([A-Z][A-Z0-9]*(?:_[A-Z0-9]+)+)'/g), ([, code = '']) => code),
    ...Array.from(text.matchAll(/^ {2}(AUDIO_\w+): \[/gm), ([, code = '']) => code),
  ]);
  return [...new Set(found)].filter((code) => !foreign.test(code)).toSorted();
}

test('every failure a person can meet is named in a test', () => {
  const tests = textsOf('test/**/*.{ts,tsx}').join('\n');
  const codes = failureCodes();
  expect(codes.length).toBeGreaterThan(100);
  expect(codes.filter((code) => !new RegExp(`\\b${code}\\b`).test(tests))).toEqual([]);
});

test('every failure says whole, calm sentences', () => {
  const messages = textsOf('main/**/*.ts').flatMap((text) =>
    Array.from(text.matchAll(/\bmessage:\s*(?:'([^'\n]*)'|"([^"\n]*)"|`([^`]*)`),/g), (found) =>
      found.slice(1).join(''),
    ),
  );
  expect(messages.length).toBeGreaterThan(80);
  const wrong = messages.filter((message) => /!|\boops\b|\bsorry\b/i.test(message) || !/[.}]$/.test(message));
  expect(wrong).toEqual([]);
});

test('no test is skipped', () => {
  const skips =
    /\b(?:test|it|describe|suite|context|testInfo)\.(?:skip|skipIf|runIf|todo|only|fixme|fails)\b/;
  expect(textsOf('test/**/*.{ts,tsx}').filter((text) => skips.test(text))).toEqual([]);
});
