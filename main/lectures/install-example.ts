import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { z } from 'zod';
import { artifactContentSchemas, artifactTypeSchema } from '../../preload/contract/artifact.ts';
import type { Clock } from '../lib/clock.ts';
import { newIdentifier } from '../lib/identifier.ts';
import type { ManifestData } from '../pipeline/manifest/manifest.ts';
import { storeVersion, type StoredVersion } from '../pipeline/manifest/store-version.ts';
import {
  artifactFile,
  readJson,
  transcriptFile,
  transcriptFileSchema,
} from '../pipeline/manifest/stored-files.ts';
import type { Library } from '../pipeline/library-port.ts';
import type { Lecture, Provenance } from '../pipeline/rows-port.ts';
import type { ObjectStore } from '../pipeline/store-port.ts';

/** What installing needs. */
export interface ExampleDependencies {
  readonly library: Library;
  readonly objects: ObjectStore;
  readonly clock: Clock;
  /** Remembers that the example was offered once, so that it does not come back after somebody removed it. */
  readonly notes: { read(name: string): string | null; write(name: string, value: string): void };
  /** Folder of the files shipped with the app. */
  readonly resources: string;
}

const NOTE = 'example';
const INSTALLED = 'installed';

const begunSchema = z.object({ id: z.string().min(1), createdAt: z.number().int() });
type Begun = z.infer<typeof begunSchema>;

const aboutSchema = z.object({
  title: z.string().min(1),
  fileName: z.string().min(1),
  presetId: z.string().min(1),
  model: z.string().min(1),
  promptVersion: z.string().min(1),
});

const transcriptSchema = transcriptFileSchema
  .pick({ segments: true })
  .extend({ language: z.string(), durationMs: z.number().int().positive() });

const materialSchema = z.object(artifactContentSchemas);

type Example = Awaited<ReturnType<typeof readExample>>;

/**
 * Puts the finished example lecture into a library that never had it: recording, transcript and material, labelled as an example, without
 * any job. Answers its id, or null when it was there once. Interrupted half-way it leaves objects without rows, which the next start
 * takes up again. Throws the store's failures, and `OBJECT_CORRUPT` when the shipped files are damaged.
 */
export async function installExample(
  dependencies: ExampleDependencies,
  signal: AbortSignal,
): Promise<string | null> {
  const { library, notes } = dependencies;
  const begun = begin(dependencies);
  if (begun === null) return null;
  const example = await readExample(path.join(dependencies.resources, 'example'));
  const lecture = lectureOf(example, begun);
  const versions = await storeAll(dependencies, lecture, example, signal);
  library.transaction(() => {
    library.addLecture(lecture);
    for (const { stored } of versions) {
      library.addObject(stored.object);
      library.addObject(stored.manifest);
    }
    for (const { stored, addRow } of versions) addRow(stored.object.key);
    notes.write(NOTE, INSTALLED);
  });
  return lecture.id;
}

/**
 * Id and instant of the example, noted before the first object is stored: a second try makes the same bytes under the same keys.
 * Null when it was installed once.
 */
function begin({ library, notes, clock }: ExampleDependencies): Begun | null {
  const note = notes.read(NOTE);
  if (note === INSTALLED) return null;
  if (note !== null) return begunSchema.parse(JSON.parse(note));
  if (library.lectures().some((lecture) => lecture.isExample)) return null;
  const now = clock.now();
  const begun = { id: newIdentifier(now), createdAt: now };
  notes.write(NOTE, JSON.stringify(begun));
  return begun;
}

async function readExample(folder: string) {
  const read = (name: string) => readFile(path.join(folder, name));
  return {
    about: readJson(await read('about.json'), aboutSchema),
    transcript: readJson(await read('transcript.json'), transcriptSchema),
    material: readJson(await read('material.json'), materialSchema),
    audio: await read('audio.mp3'),
    speech: await read('speech.json'),
  };
}

function lectureOf(
  { about, transcript, audio }: Example,
  { id, createdAt }: Begun,
): Omit<Lecture, 'revision'> {
  const { segments, durationMs } = transcript;
  return {
    id,
    title: about.title,
    courseId: null,
    choice: {
      ...{ presetId: about.presetId, transcriptionLanguage: 'en', generationLanguage: 'en' },
      ...{ transcriptionModel: null, generationModel: null, formats: [] },
    },
    ...{ sourceKind: 'audio', sourcePath: null, sourceName: about.fileName, sourceBytes: audio.length },
    // No hash: somebody's own recording is never taken for the example.
    sourceSha256: null,
    durationMs,
    speechMs: segments.reduce((sum, { startMs, endMs }) => sum + endMs - startMs, 0),
    ...{ isExample: true, generation: 1, forecastMicroUsd: 0, costConfirmed: false, createdAt },
  };
}

/** A stored object with the row that belongs to it beside its own. */
interface ExampleVersion {
  readonly stored: StoredVersion;
  readonly addRow: (objectKey: string) => void;
}

/** Objects of the example with their rows, which are not written yet. */
async function storeAll(
  dependencies: ExampleDependencies,
  lecture: Omit<Lecture, 'revision'>,
  example: Example,
  signal: AbortSignal,
): Promise<readonly ExampleVersion[]> {
  const { library } = dependencies;
  // The row is written last, with all others; the manifests describe it as it will be.
  const described = { lecture: () => ({ ...lecture, revision: 1 }), course: () => null };
  const put = (content: Buffer, extension: string, data: ManifestData) => {
    const { objects } = dependencies;
    const clock = { ...dependencies.clock, now: () => lecture.createdAt };
    const version = { lectureId: lecture.id, version: 1, extension, content, data };
    return storeVersion({ objects, clock, signal, library: described, ...version });
  };
  const noRow = () => undefined;
  const row = { lectureId: lecture.id, version: 1, createdAt: lecture.createdAt };
  const { language, segments } = example.transcript;
  const heard = { lectureId: lecture.id, version: 1, language, coverage: 1, gaps: [] };
  const transcript = {
    stored: await put(transcriptFile({ ...heard, segments }), 'json', {
      ...{ kind: 'transcript', language, coverage: 1, gaps: [], pieces: [], calls: [] },
    }),
    addRow: (objectKey: string) => library.addTranscript({ ...row, ...heard, objectKey }),
  };
  const provenance = provenanceOf(example);
  const artifacts = [];
  for (const type of artifactTypeSchema.options) {
    const content = example.material[type];
    artifacts.push({
      stored: await put(artifactFile(type, content), 'json', {
        kind: 'artifact',
        type,
        provenance,
        calls: [],
      }),
      addRow: (objectKey: string) => library.addArtifact({ ...row, type, content, provenance, objectKey }),
    });
  }
  return [
    { stored: await put(example.audio, 'mp3', { kind: 'proxy' }), addRow: noRow },
    { stored: await put(example.speech, 'json', { kind: 'speech', pieces: [] }), addRow: noRow },
    transcript,
    ...artifacts,
  ];
}

function provenanceOf({ about, transcript }: Example): Provenance {
  const { model, promptVersion, presetId } = about;
  return {
    ...{ model, promptVersion, presetId, host: 'Lectern', language: 'en', transcriptVersion: 1 },
    ...{ usedFallback: false, costMicroUsd: 0 },
    sections: [{ startMs: 0, endMs: transcript.durationMs, covered: true }],
  };
}
