import type { IncomingMessage, ServerResponse } from 'node:http';
import { z } from 'zod';
import { readBody } from './exchange.ts';
import type { FaultRule } from './faults.ts';
import type { SimulatorState } from './simulator.ts';

const MOST_BODY_BYTES = 1024 * 1024;

const endpointSchema = z.enum(['models', 'transcriptions', 'responses', 'chat', 'unknown']);
const faultSchema = z.union([
  z.strictObject({
    kind: z.literal('rate-limit'),
    retryAfterSeconds: z.number().exactOptional(),
    retryAfterDate: z.string().exactOptional(),
  }),
  z.strictObject({ kind: z.literal('server-error'), status: z.literal([408, 409, 500, 502, 503, 504, 529]) }),
  z.strictObject({ kind: z.literal('reset'), at: z.enum(['upload', 'request', 'answer', 'body']) }),
  z.strictObject({ kind: z.literal('hang'), billed: z.boolean().exactOptional() }),
  z.strictObject({ kind: z.literal('slow-drip'), bytesPerSecond: z.number().positive() }),
  z.strictObject({ kind: z.literal('broken-json'), in: z.enum(['body', 'output']).exactOptional() }),
  z.strictObject({
    kind: z.enum([
      'insufficient-quota',
      'unauthorized',
      'forbidden',
      'model-not-found',
      'too-long',
      'too-large',
    ]),
  }),
  z.strictObject({
    kind: z.enum(['captive-portal', 'truncated-body', 'wrong-schema', 'refusal', 'incomplete']),
  }),
  z.strictObject({ kind: z.enum(['hostile', 'loop', 'invented', 'empty-text']) }),
]);
const ruleSchema = z.strictObject({
  endpoint: endpointSchema.exactOptional(),
  model: z.string().exactOptional(),
  contains: z.string().exactOptional(),
  contentSha256: z.string().exactOptional(),
  nth: z.int().positive().exactOptional(),
  count: z.union([z.int().positive(), z.literal('always')]).exactOptional(),
  fault: faultSchema,
});
const latencySchema = z.strictObject({
  speed: z.number().nonnegative().exactOptional(),
  textBaseMs: z.number().nonnegative().exactOptional(),
  textTokenMs: z.number().nonnegative().exactOptional(),
});
const limitsSchema = z.strictObject({
  concurrent: z.int().positive().exactOptional(),
  requestsPerMinute: z.int().positive().exactOptional(),
});
const modelSchema = z.strictObject({
  id: z.string(),
  kind: z.enum(['text', 'transcription']).exactOptional(),
  shutdownDate: z.string().nullable().exactOptional(),
  maxAudioSeconds: z.number().nullable().exactOptional(),
  contextTokens: z.number().exactOptional(),
});

type Action = (state: SimulatorState, body: unknown) => unknown;

const ACTIONS: Readonly<Record<string, Action>> = {
  'GET /__sim/ledger': ({ ledger }) => ({ entries: ledger.entries, paidTwice: ledger.paidTwice() }),
  'DELETE /__sim/ledger': ({ ledger }) => ledger.clear(),
  'GET /__sim/faults': ({ faults }) => faults.list(),
  'POST /__sim/faults': ({ faults }, body) => addRules(faults.add, body),
  'DELETE /__sim/faults': ({ faults }) => faults.clear(),
  'POST /__sim/latency': ({ setLatency }, body) => setLatency(latencySchema.parse(body)),
  'POST /__sim/limits': ({ setLimits }, body) => setLimits(limitsSchema.parse(body)),
  'POST /__sim/models': ({ models }, body) => models.set(modelSchema.parse(body)),
  'DELETE /__sim/models': ({ models }, body) => models.remove(modelSchema.parse(body).id),
};

/** Answers one control request: reading or clearing the ledger, scripting faults, latency, limits and models from another process. */
export async function answerControl(
  state: SimulatorState,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const reply = (status: number, value: unknown): void => {
    response.writeHead(status, { 'content-type': 'application/json' });
    response.end(JSON.stringify(value ?? { ok: true }));
  };
  try {
    const action = ACTIONS[`${request.method ?? ''} ${request.url ?? ''}`];
    const text = (await readBody(request, MOST_BODY_BYTES)).toString('utf8');
    const body: unknown = text === '' ? {} : JSON.parse(text);
    if (action === undefined) reply(404, { error: 'No such control', controls: Object.keys(ACTIONS) });
    else reply(200, action(state, body));
  } catch (error) {
    reply(400, { error: String(error) });
  }
}

function addRules(add: (rule: FaultRule) => unknown, body: unknown): unknown {
  const rules = z.array(ruleSchema).parse(Array.isArray(body) ? body : [body]);
  for (const rule of rules) add(rule);
  return { ok: true, added: rules.length };
}
