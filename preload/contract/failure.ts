import { z } from 'zod';

/**
 * How the queue treats a failure. The rule of every class stands in ARCHITECTURE.md ("Failure classes"):
 * - `retryable`: try again after a growing delay; uses up one attempt
 * - `throttled`: the other side asks for less; moves the whole stage, uses up no attempt
 * - `offline`: the configured host cannot be reached; held, probed, uses up no attempt
 * - `needs-user`: nothing helps but a person; holds all work of that kind once
 * - `replan`: this piece is too long or too large; it is replaced by smaller ones
 * - `fatal`: this input will never work
 */
export const failureClassSchema = z.enum([
  'retryable',
  'throttled',
  'offline',
  'needs-user',
  'replan',
  'fatal',
]);
export type FailureClass = z.infer<typeof failureClassSchema>;

/**
 * What a person can do about a failure. `action` is a word the interface knows how to carry out, `label` is
 * the text of its button; `target` is what the action needs (a setting key, an address, a job id).
 */
export const remedySchema = z.object({
  action: z.enum([
    'retry',
    'try-now',
    'wait',
    'open-settings',
    'enter-key',
    'open-billing',
    'choose-model',
    'choose-file',
    'open-lecture',
    'process-again',
    'redo-gaps',
    'free-space',
    'resume-stage',
    'confirm-cost',
    'raise-ceiling',
    'check-network',
    'start-app',
    'use-other-format',
    'restore',
    'report',
    'none',
  ]),
  label: z.string(),
  target: z.string().optional(),
});
export type Remedy = z.infer<typeof remedySchema>;

/** A failure as every door shows it: `{ code, message, remedy }`. Codes are UPPER_SNAKE_CASE and never change. */
export const failureSchema = z.object({
  code: z.string().regex(/^[A-Z][A-Z0-9_]*$/),
  /** One or two plain sentences for a person: what happened and what it means. Never a key or lecture text. */
  message: z.string(),
  remedy: remedySchema,
});
export type Failure = z.infer<typeof failureSchema>;

/** Every failing answer of every door. */
export const failureReplySchema = z.object({ error: failureSchema });

/** A reply is data: a command's value, or the failure that stopped it. */
export type Reply<Value> =
  { readonly ok: true; readonly value: Value } | { readonly ok: false; readonly failure: Failure };
