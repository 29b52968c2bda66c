import { parseArgs } from 'node:util';
import { NO_LATENCY } from './latency.ts';
import { startSimulator } from './simulator.ts';

/**
 * Starts a simulator for other processes: `node test/simulator/main.ts [--port 8787] [--speed 30]`. Prints one JSON line with `url`,
 * `apiKey` and `controlUrl`, and runs until it is told to end.
 */
const { values } = parseArgs({ options: { port: { type: 'string' }, speed: { type: 'string' } } });
const speed = values.speed === undefined ? undefined : Number(values.speed);
const latency = speed === 0 ? NO_LATENCY : speed === undefined ? {} : { speed };
const simulator = await startSimulator({ port: Number(values.port ?? 0), latency });

console.log(
  JSON.stringify({ url: simulator.url, apiKey: simulator.apiKey, controlUrl: simulator.controlUrl }),
);
for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.once(signal, () => {
    void simulator.stop();
  });
}
