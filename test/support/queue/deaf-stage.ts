import type { StageRunner } from '../../../main/queue/ports.ts';

/** A stage that does not listen when told to stop. */
export function deafStage() {
  let finish: () => void = () => undefined;
  const stage: StageRunner = {
    stage: 'deaf',
    gates: () => [],
    concurrency: () => 1,
    run: () =>
      new Promise((resolve) => {
        finish = () => resolve({ kind: 'done' });
      }),
    settle: () => Promise.resolve({ kind: 'completed' }),
  };
  return { stage, finish: () => finish() };
}
