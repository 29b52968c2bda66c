import { expect, test } from 'vitest';
import { objectKey, parseObjectKey, extensionForKey } from '../../../main/pipeline/manifest/object-key.ts';
import {
  artifactFile,
  readArtifactFile,
  readTranscriptFile,
  transcriptFile,
} from '../../../main/pipeline/manifest/stored-files.ts';
import { storeVersion } from '../../../main/pipeline/manifest/store-version.ts';
import { failureOf } from '../../support/failure-of.ts';
import { artifactOf, lectureOf } from '../../support/library-rows.ts';
import { openLibrary } from '../../support/open-library.ts';

const sha256 = 'ab'.repeat(32);

test('a key reads back as the parts it was built from', () => {
  const parts = { lectureId: '0193-a', kind: 'transcript', version: 12, sha256, extension: 'json' } as const;
  const key = objectKey(parts);
  expect(key).toBe(`lectures/0193-a/transcript/12-${sha256}.json`);
  expect(parseObjectKey(key)).toEqual(parts);
});

test.for([
  `lectures/../transcript/1-${sha256}.json`,
  `lectures/a/unknown/1-${sha256}.json`,
  `lectures/a/export/0-${sha256}.md`,
  `lectures/a/export/1-${sha256.slice(1)}.md`,
  `lectures/a/export/1-${sha256}`,
  `lectures/a/export/1-${sha256}.md/x`,
  `x/lectures/a/export/1-${sha256}.md`,
])('%s is not a key', (key) => {
  expect(parseObjectKey(key)).toBeNull();
});

test('a key that would not read back is never built', () => {
  expect(() => objectKey({ lectureId: '../x', kind: 'export', version: 1, sha256, extension: 'md' })).toThrow(
    'Not a key',
  );
});

test.for([
  ['Lecture 1.MP3', 'mp3'],
  ['no extension', 'bin'],
  ['strange.m/p', 'bin'],
  ['archive.tar.gz', 'gz'],
  ['dots...', 'bin'],
] as const)('the extension of %j in a key is %s', ([name, extension]) => {
  expect(extensionForKey(name)).toBe(extension);
});

test('a transcript and an artifact read back as they were written', () => {
  const transcript = {
    ...{ lectureId: 'l1', version: 2, language: 'el', coverage: 0.5, gaps: [{ startMs: 1, endMs: 2 }] },
    segments: [
      { id: 's1', startMs: 0, endMs: 9, text: 'Ἐντροπία 🙂', speaker: 'Ἄννα', flags: ['loop' as const] },
      { id: 's2', startMs: 9, endMs: 10, text: '', flags: [] },
    ],
  };
  expect(readTranscriptFile(transcriptFile(transcript))).toEqual(transcript);
  const { content } = artifactOf('l1', 1, 'k');
  expect(readArtifactFile(artifactFile('summary', content))).toEqual({ type: 'summary', content });
});

test('what is not such a file is OBJECT_CORRUPT, without a word of what stands in it', () => {
  const readers = [readTranscriptFile, readArtifactFile];
  for (const text of ['', '{', 'null', '{"secret": 1}', '{"type": "summary", "content": {"secret": 1}}']) {
    for (const read of readers) {
      const failure = failureOf(() => read(Buffer.from(text)));
      expect(failure).toMatchObject({ code: 'OBJECT_CORRUPT', class: 'fatal' });
      expect(JSON.stringify(failure)).not.toContain('secret');
    }
  }
});

test('a version that was stored but not committed is taken up and leaves nothing over', async () => {
  const home = openLibrary();
  home.library.addLecture(lectureOf('l1'));
  const store = (now: number, text: string) =>
    storeVersion({
      ...{ ...home, clock: { ...home.clock, now: () => now }, lectureId: 'l1', version: 1, extension: 'md' },
      ...{ content: Buffer.from(text), data: { kind: 'export', format: 'md' } },
    });
  const first = await store(1_000, 'same');
  const again = await store(2_000, 'same');
  expect(again.object.key).toBe(first.object.key);
  expect(again.manifest).toMatchObject({ key: first.manifest.key, bytes: first.manifest.bytes });
  await store(3_000, 'other');
  const keys = [];
  for await (const { key } of home.objects.list('', home.signal)) keys.push(key);
  expect(keys).toHaveLength(4);
});
