import { artifactFile } from '../manifest/stored-files.ts';
import { storeVersion } from '../manifest/store-version.ts';
import type { AnsweredCall } from '../ledger-port.ts';
import type { Provenance } from '../rows-port.ts';
import type { Assignment, GenerationDependencies } from './assignment.ts';
import { promptVersion } from './request-text.ts';
import type { Written } from './write-artifact.ts';

/**
 * Stores an artifact and the manifest that proves it, raw answers included, as the next version beside the old ones. The returned commit
 * writes the rows. Throws what `ObjectStore.put` throws.
 */
export async function keepArtifact(
  dependencies: GenerationDependencies,
  assignment: Assignment,
  written: Written,
): Promise<() => void> {
  const { library, objects, clock } = dependencies;
  const { type, lecture, signal } = assignment;
  const provenance = provenanceOf(assignment, written);
  const version = library.nextArtifactVersion(lecture.id, type);
  const { object, manifest } = await storeVersion({
    ...{ objects, library, clock, signal, lectureId: lecture.id, version, extension: 'json' },
    content: artifactFile(type, written.content),
    data: { kind: 'artifact', type, provenance, calls: written.calls.map(toAnsweredCall) },
  });
  return () => {
    library.addObject(object);
    library.addObject(manifest);
    library.addArtifact({
      lectureId: lecture.id,
      type,
      version,
      objectKey: object.key,
      content: written.content,
      provenance,
      createdAt: object.createdAt,
    });
  };
}

function provenanceOf(assignment: Assignment, { calls, sections }: Written): Provenance {
  const { model, mainModel, prompts, preset, language, transcript } = assignment;
  const last = calls.at(-1);
  return {
    model: last?.model ?? model,
    host: last?.host ?? '',
    promptVersion: promptVersion(prompts, sections.length > 1),
    presetId: preset.id,
    language,
    transcriptVersion: transcript.version,
    usedFallback: calls.some((call) => call.model !== mainModel),
    sections,
    costMicroUsd: sumOf(calls),
  };
}

/** Null, for unknown, as soon as one part is. */
function sumOf(calls: readonly AnsweredCall[]): number | null {
  let sum = 0;
  for (const { costMicroUsd } of calls) {
    if (costMicroUsd === null) return null;
    sum += costMicroUsd;
  }
  return sum;
}

function toAnsweredCall(call: AnsweredCall): AnsweredCall {
  const { key, model, host, costMicroUsd, body, statusCode, requestId } = call;
  return { key, model, host, costMicroUsd, body, statusCode, requestId };
}
