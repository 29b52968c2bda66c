import { fileURLToPath } from 'node:url';
import type { CommandOutput, CommandRequest } from '../../../preload/contract/commands.ts';
import type { LectureDocument, LectureView } from '../../../preload/contract/lecture.ts';
import type { CommandName } from '../../../preload/contract/names.ts';
import { settingsSchema, type Settings } from '../../../preload/contract/settings.ts';
import type { CoreOptions } from '../../../main/core-options.ts';
import { createCore, type Core } from '../../../main/core.ts';
import { LecternError } from '../../../main/lib/failure.ts';
import { serveCommands } from '../../../main/lib/serve-commands.ts';
import { createSessionVault } from '../../../main/settings/session-vault.ts';

const resources = fileURLToPath(new URL('../../../resources', import.meta.url));

/** Windows, delays and probes short enough to watch. */
export const quickSettings: Partial<Settings> = {
  'jobs.backoffBaseMs': 20,
  'jobs.backoffCapMs': 200,
  'breaker.windowMs': 5_000,
  'breaker.openMs': 150,
  'breaker.openCapMs': 600,
  'probe.firstMs': 50,
  'probe.capMs': 200,
  'network.connectTimeoutMs': 1_000,
  'network.headerTimeoutMs': 5_000,
  'network.bodyTimeoutMs': 5_000,
  'network.totalTimeoutMs': 20_000,
  // Nothing outside this machine is ever asked; a closed door on loopback says "no network".
  'network.landmarks': ['127.0.0.1:9'],
};

/** A core under test with a simpler way to ask. */
export interface TestCore {
  readonly core: Core;
  ask<Name extends CommandName>(name: Name, request: CommandRequest<Name>): Promise<CommandOutput<Name>>;
  /** Adds a file and answers its lecture. */
  add(path: string): Promise<string>;
  /** Waits until the newest view of a lecture is as wanted. */
  until(lectureId: string, isThere: (view: LectureView) => boolean, timeoutMs?: number): Promise<LectureView>;
  /** Waits until a lecture is settled and answers all of it. */
  settled(lectureId: string, timeoutMs?: number): Promise<LectureDocument>;
  stop(): Promise<void>;
}

/** What a test chooses; the rest is quick and local. */
export interface TestCoreOptions {
  readonly home: string;
  readonly provider: { readonly url: string; readonly apiKey: string | null };
  readonly settings?: Partial<Settings>;
  readonly work?: CoreOptions['work'];
}

/** Starts the whole core in this process against a server on loopback. */
export async function startTestCore(options: TestCoreOptions): Promise<TestCore> {
  const { url, apiKey } = options.provider;
  const overrides = { ...quickSettings, 'provider.baseUrl': url, ...options.settings };
  settingsSchema.partial().parse(overrides);
  const core = await createCore({
    kind: 'cli',
    home: options.home,
    resources,
    environment: {},
    vault: createSessionVault(apiKey === null ? {} : { OPENAI_API_KEY: apiKey }),
    work: options.work ?? 'all',
    overrides,
  });
  await core.start();
  const unexpected: unknown[] = [];
  const serve = serveCommands(core.handlers, (error) => unexpected.push(error));
  const ask: TestCore['ask'] = async (name, request) => {
    const reply = await serve(name, request, AbortSignal.timeout(120_000));
    if (unexpected.length > 0) throw new AggregateError(unexpected, `${name} met a bug`);
    if (!reply.ok) throw new LecternError({ ...reply.failure, class: 'fatal' });
    return reply.value as CommandOutput<typeof name>;
  };
  return {
    core,
    ask,
    async add(path) {
      const { outcomes } = await ask('import-lectures', { paths: [path], choice: {} });
      const [outcome] = outcomes;
      if (outcome?.outcome === 'refused') throw new LecternError({ ...outcome.failure, class: 'fatal' });
      if (outcome?.outcome !== 'imported') throw new Error(`Not imported: ${JSON.stringify(outcome)}`);
      return outcome.lectureId;
    },
    until: (lectureId, isThere, timeoutMs = 60_000) =>
      untilView({ core, ask }, lectureId, isThere, timeoutMs),
    async settled(lectureId, timeoutMs = 60_000) {
      const isSettled = (view: LectureView) => ['ready', 'partial', 'failed'].includes(view.status);
      await untilView({ core, ask }, lectureId, isSettled, timeoutMs);
      return ask('get-lecture', { lectureId });
    },
    stop: () => core.stop(),
  };
}

function untilView(
  { core, ask }: Pick<TestCore, 'core' | 'ask'>,
  lectureId: string,
  isThere: (view: LectureView) => boolean,
  timeoutMs: number,
): Promise<LectureView> {
  return new Promise((resolve, reject) => {
    let last: LectureView | null = null;
    const look = (view: LectureView) => {
      last = view;
      if (isThere(view)) finish(() => resolve(view));
    };
    const stop = core.subscribe((event) => {
      if (event.name === 'lecture-changed' && event.payload.id === lectureId) look(event.payload);
    });
    const limit = setTimeout(() => {
      const stood = JSON.stringify(
        last?.stages.map(({ stage, status, hold, error }) => ({ stage, status, hold, error })),
      );
      finish(() => reject(new Error(`The lecture never came there. It stood at ${last?.status}: ${stood}`)));
    }, timeoutMs);
    const finish = (settle: () => void) => {
      clearTimeout(limit);
      stop();
      settle();
    };
    const lookFirst = async (): Promise<void> => {
      const { lectures } = await ask('get-library', {});
      const view = lectures.find((one) => one.id === lectureId);
      if (view !== undefined) look(view);
    };
    lookFirst().catch((cause: unknown) =>
      finish(() => reject(new Error('The library cannot be read', { cause }))),
    );
  });
}
