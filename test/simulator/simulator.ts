import { createServer } from 'node:http';
import type { Server } from 'node:http';
import { createAudioDecoder } from './audio-decoder.ts';
import type { DecoderChoice } from './audio-decoder.ts';
import { createChatCompletions } from './chat-completions.ts';
import { answerControl } from './control.ts';
import { createFaultScript } from './faults.ts';
import type { FaultScript } from './faults.ts';
import { USUAL_LATENCY } from './latency.ts';
import type { Latency } from './latency.ts';
import { createLedger } from './ledger.ts';
import type { Endpoint, Ledger } from './ledger.ts';
import { createModelCatalog } from './model-catalog.ts';
import type { ModelCatalog } from './model-catalog.ts';
import { createResponses } from './responses.ts';
import { answer, prepareWith } from './server.ts';
import type { Prepare } from './server.ts';
import { createThrottle } from './throttle.ts';
import type { Limits } from './throttle.ts';
import { createTranscriptions } from './transcriptions.ts';

/** How the simulated server behaves; everything has a default. */
export type SimulatorOptions = {
  /** 0 or absent: any free port. */
  readonly port?: number;
  readonly apiKey?: string;
  /** Fields left out keep their usual value; `NO_LATENCY` answers at once. */
  readonly latency?: Partial<Latency>;
  readonly limits?: Limits;
  readonly decoder?: DecoderChoice;
  /** Endpoints a compatible server lacks: they answer 404. */
  readonly without?: readonly Endpoint[];
};

/** A running stand-in for the OpenAI API on this machine. */
export type Simulator = {
  /** The base URL for clients, such as `http://127.0.0.1:40123/v1`. */
  readonly url: string;
  /** Where other processes read the ledger and script faults, such as `http://127.0.0.1:40123/__sim`. */
  readonly controlUrl: string;
  readonly apiKey: string;
  readonly ledger: Ledger;
  readonly faults: FaultScript;
  readonly models: ModelCatalog;
  setLatency: (latency: Partial<Latency>) => void;
  setLimits: (limits: Limits) => void;
  /** Cuts every connection and frees the port. */
  stop: () => Promise<void>;
};

/** The key the simulator takes unless told otherwise. */
export const SIMULATOR_KEY = 'sk-simulator-0123456789abcdef';

/** Starts a simulator on 127.0.0.1. Throws what listening throws, such as EADDRINUSE. */
export async function startSimulator(options: SimulatorOptions = {}): Promise<Simulator> {
  const parts = createParts(options);
  const { state, decoder, stopping } = parts;
  const server = createServer((request, response) => {
    const isControl = request.url?.startsWith('/__sim/') === true;
    void (isControl ? answerControl(state, request, response) : answer(parts.serverParts, request, response));
  });
  server.keepAliveTimeout = 60_000;
  const port = await listen(server, options.port ?? 0);
  return {
    ...state,
    url: `http://127.0.0.1:${port}/v1`,
    controlUrl: `http://127.0.0.1:${port}/__sim`,
    stop: async () => {
      stopping.abort();
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
      await decoder.stop();
    },
  };
}

/** The running server's state that tests and the control endpoints share. */
export type SimulatorState = Omit<Simulator, 'url' | 'controlUrl' | 'stop'>;

function createParts(options: SimulatorOptions) {
  let latency: Latency = { ...USUAL_LATENCY, ...options.latency };
  const models = createModelCatalog();
  const decoder = createAudioDecoder(options.decoder ?? 'auto');
  const throttle = createThrottle(options.limits ?? {});
  const stopping = new AbortController();
  const state: SimulatorState = {
    apiKey: options.apiKey ?? SIMULATOR_KEY,
    ledger: createLedger(),
    faults: createFaultScript(),
    models,
    setLatency: (changed) => {
      latency = { ...latency, ...changed };
    },
    setLimits: throttle.setLimits,
  };
  const common = { models, latency: () => latency };
  const work = new Map<Endpoint, Prepare>([
    ['transcriptions', prepareWith(createTranscriptions({ ...common, decoder }))],
    ['responses', prepareWith(createResponses(common))],
    ['chat', prepareWith(createChatCompletions(common))],
  ]);
  for (const endpoint of options.without ?? []) work.delete(endpoint);
  return { state, decoder, stopping, serverParts: { ...state, throttle, work, stopping: stopping.signal } };
}

function listen(server: Server, port: number): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', () => {
      const address = server.address();
      resolve(typeof address === 'object' && address !== null ? address.port : port);
    });
  });
}
