import { parseArgs } from 'node:util';
import { NO_LATENCY, USUAL_LATENCY } from './latency.ts';
import { startSimulator } from './simulator.ts';

/**
 * Starts a simulator for other processes: `node test/simulator/main.ts [--port 8787] [--speed 30] [--decoder wasm]`. Prints one JSON line
 * with `url`, `apiKey` and `controlUrl`, and runs until it is told to end. Speed 0 answers at once.
 */
const { values } = parseArgs({
  options: {
    port: { type: 'string', default: '0' },
    speed: { type: 'string', default: String(USUAL_LATENCY.speed) },
    decoder: { type: 'string', default: 'auto' },
  },
});
const speed = Number(values.speed);
const latency = speed === 0 ? NO_LATENCY : { speed };
const decoder = (['auto', 'system', 'wasm'] as const).find((choice) => choice === values.decoder) ?? 'auto';
const simulator = await startSimulator({ port: Number(values.port), latency, decoder });

console.log(
  JSON.stringify({ url: simulator.url, apiKey: simulator.apiKey, controlUrl: simulator.controlUrl }),
);
for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.once(signal, () => {
    void simulator.stop();
  });
}
