import type { Settings } from '../../preload/contract/settings.ts';
import type { Clock } from '../lib/clock.ts';
import type { Generator, Transcriber } from '../pipeline/provider-port.ts';
import { createOpenAiConnection, type OpenAiConnection } from '../providers/openai-connection.ts';
import { createOpenAiGenerator } from '../providers/openai-generator.ts';
import { createOpenAiModels, type OpenAiModels } from '../providers/openai-models.ts';
import { createOpenAiTranscriber } from '../providers/openai-transcriber.ts';
import { createReachability, type Landmark } from '../providers/reachability.ts';
import type { SecretVault } from '../settings/ports.ts';

/** The configured server, as the stages and the health page use it. */
export interface Provider {
  readonly connection: OpenAiConnection;
  readonly transcriber: Transcriber;
  readonly generator: Generator;
  readonly models: OpenAiModels;
}

/** Puts the server's adapters together. Key, address and timeouts are read when a request starts. */
export function composeProvider(settings: () => Settings, vault: SecretVault, clock: Clock): Provider {
  const reachability = createReachability(
    () => settings()['network.landmarks'].map(landmark),
    () => settings()['network.connectTimeoutMs'],
    () => clock.now(),
  );
  const connection = createOpenAiConnection({
    baseUrl: () => settings()['provider.baseUrl'],
    credentials: async () => ({
      apiKey: await vault.read('provider.apiKey'),
      baseUrl: settings()['provider.baseUrl'],
    }),
    timeouts: () => {
      const current = settings();
      return {
        connectTimeoutMs: current['network.connectTimeoutMs'],
        headerTimeoutMs: current['network.headerTimeoutMs'],
        bodyTimeoutMs: current['network.bodyTimeoutMs'],
        totalTimeoutMs: current['network.totalTimeoutMs'],
      };
    },
    now: () => clock.now(),
    otherHostsAnswer: (signal) => reachability.otherHostsAnswer(signal),
  });
  return {
    connection,
    transcriber: createOpenAiTranscriber(connection),
    generator: createOpenAiGenerator(connection),
    models: createOpenAiModels(connection),
  };
}

function landmark(text: string): Landmark {
  const [host = '', port = ''] = text.split(':');
  return { host, port: Number(port) };
}
