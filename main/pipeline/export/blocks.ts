import type { Segment } from '../rows-port.ts';

/** Model text is Markdown without HTML; all other text is plain. Both are hostile: whoever writes a file escapes them. */
export interface DocumentText {
  readonly kind: 'markdown' | 'plain';
  readonly value: string;
}

/** Where a statement comes from: instants in milliseconds. Not grounded means that no source was found. */
export interface Sources {
  readonly startsMs: readonly number[];
  readonly grounded: boolean;
}

/** One piece of a document, in reading order, without any markup of a format. */
export type Block =
  | { readonly kind: 'heading'; readonly level: 1 | 2 | 3; readonly text: DocumentText }
  | { readonly kind: 'note'; readonly text: string }
  | { readonly kind: 'paragraph'; readonly text: DocumentText; readonly sources: Sources }
  | {
      readonly kind: 'bullet';
      /** 0 is the outermost. */
      readonly depth: number;
      /** Stands before the text and stands out. */
      readonly label: DocumentText | null;
      readonly text: DocumentText | null;
      readonly sources: Sources;
    }
  | {
      readonly kind: 'question';
      readonly number: number;
      readonly prompt: DocumentText;
      readonly choices: readonly DocumentText[];
      readonly answer: DocumentText;
      readonly explanation: DocumentText | null;
      readonly sources: Sources;
    }
  | {
      readonly kind: 'card';
      readonly front: DocumentText;
      readonly back: DocumentText;
      readonly sources: Sources;
    }
  | {
      readonly kind: 'passage';
      readonly speaker: string | null;
      readonly startMs: number;
      readonly sentences: readonly Segment[];
    }
  | { readonly kind: 'gap'; readonly startMs: number; readonly endMs: number };

/** Text that means itself. */
export function plain(value: string): DocumentText {
  return { kind: 'plain', value };
}

/** Text of a model. */
export function markdown(value: string): DocumentText {
  return { kind: 'markdown', value };
}
