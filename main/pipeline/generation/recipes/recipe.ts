import type { z } from 'zod';
import type { Artifact, ArtifactType } from '../../../../preload/contract/artifact.ts';
import type { Limits } from '../limits.ts';
import { toJsonSchema } from './wire-fields.ts';

/** The content of any artifact. */
export type ArtifactContent = Artifact['content'];

/** What an answer is read with. */
export interface Reading {
  readonly limits: Limits;
  /** Ids of the transcript's segments. */
  readonly knownIds: ReadonlySet<string>;
}

/** What an answer comes to: the content as far as it can be used, and what is to be said to the model about the rest. */
export interface Draft<Content = ArtifactContent> {
  readonly content: Content | null;
  readonly complaints: readonly string[];
}

/** How one type of artifact is asked for, read and put together from sections. */
export interface Recipe {
  readonly type: ArtifactType;
  jsonSchema(limits: Limits): Readonly<Record<string, unknown>>;
  /** Judges a parsed answer. Pure; throws nothing. */
  read(answer: unknown, reading: Reading): Draft;
  /** Puts the contents of sections together, in order, each with its share. At least one. Null: it takes the model to do that. */
  readonly merge: ((parts: readonly ArtifactContent[], limits: Limits) => ArtifactContent) | null;
}

/** What a type brings to its recipe. */
export interface RecipeParts<Wire, Content extends ArtifactContent> {
  readonly type: ArtifactType;
  /** Closed objects of required fields: the shape of the answer. */
  wire(limits: Limits): z.ZodType<Wire>;
  readonly content: z.ZodType<Content>;
  convert(wire: Wire, reading: Reading): Draft<Content>;
  readonly merge: ((parts: readonly Content[], limits: Limits) => Content) | null;
}

const MOST_COMPLAINTS = 12;

/** Makes a recipe that checks what comes in before its parts see it. */
export function createRecipe<Wire, Content extends ArtifactContent>(
  parts: RecipeParts<Wire, Content>,
): Recipe {
  return {
    type: parts.type,
    jsonSchema: (limits) => toJsonSchema(parts.wire(limits)),
    read(answer, reading) {
      const parsed = parts.wire(reading.limits).safeParse(answer);
      if (!parsed.success) return { content: null, complaints: shapeComplaints(parsed.error) };
      const draft = parts.convert(parsed.data, reading);
      return { content: draft.content, complaints: [...new Set(draft.complaints)].slice(0, MOST_COMPLAINTS) };
    },
    merge: checkedMerge(parts),
  };
}

function checkedMerge<Wire, Content extends ArtifactContent>({
  merge,
  content,
}: RecipeParts<Wire, Content>): Recipe['merge'] {
  if (merge === null) return null;
  return (contents, limits) =>
    merge(
      contents.map((part) => content.parse(part)),
      limits,
    );
}

/** Where the answer has another shape than the schema; never what stood there. */
function shapeComplaints(error: z.ZodError): readonly string[] {
  const complaints = error.issues.map((issue) => {
    const place = issue.path.length === 0 ? 'the answer' : issue.path.join('.');
    return `${place}: ${issue.code === 'invalid_type' ? `expected ${issue.expected}` : issue.code.replaceAll('_', ' ')}`;
  });
  return [...new Set(complaints)].slice(0, MOST_COMPLAINTS);
}
