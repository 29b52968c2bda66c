import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';

import { connect, forgetEverything } from '../../renderer/state/connect.ts';
import { useLectern } from '../../renderer/state/store.ts';
import { watchHealth } from '../../renderer/state/watch-health.ts';
import { fakeBridge, installBridge, type FakeBridge } from '../support/page/fake-bridge.ts';
import { sampleAnswers } from '../support/page/sample-answers.ts';
import { lectureView } from '../support/page/sample-lectures.ts';
import { goodHealth } from '../support/page/sample-library.ts';

let bridge: FakeBridge;
let stopAll: () => void;

beforeEach(async () => {
  bridge = fakeBridge(sampleAnswers([lectureView()]));
  installBridge(bridge);
  const disconnect = connect();
  const stopWatching = watchHealth();
  stopAll = () => {
    stopWatching();
    disconnect();
  };
  await vi.waitUntil(() => useLectern.getState().health !== null);
});

afterEach(() => {
  vi.useRealTimers();
  stopAll();
  forgetEverything();
});

describe('the watch over health', () => {
  it('asks again when a key was entered', async () => {
    const before = checks();
    const { settings } = useLectern.getState();
    if (settings === null) throw new Error('The settings are not known yet');
    const secrets = { 'provider.apiKey': { isSet: true, place: 'file' as const } };

    bridge.emit({
      name: 'settings-changed',
      payload: { ...settings, secrets, revision: settings.revision + 1 },
    });

    await vi.waitFor(() => expect(checks()).toBe(before + 1), { timeout: 5_000 });
  });

  it('asks again when work begins to wait, and not for mere progress', async () => {
    const before = checks();
    const view = lectureView({ revision: 5 });
    const [first, ...others] = view.stages;
    if (first === undefined) throw new Error('A lecture has stages');
    const waiting = { ...first, status: 'waiting' as const, hold: 'offline' as const };

    bridge.emit({ name: 'lecture-changed', payload: { ...view, title: 'Only renamed' } });
    bridge.emit({
      name: 'lecture-changed',
      payload: { ...view, revision: 6, stages: [waiting, ...others] },
    });

    await vi.waitFor(() => expect(checks()).toBe(before + 1), { timeout: 5_000 });
  });

  it('looks at trouble again after a while, and leaves a good report alone', async () => {
    vi.useFakeTimers();
    const before = checks();
    bridge.emit({ name: 'health-changed', payload: { ...goodHealth, status: 'failed' } });

    await vi.advanceTimersByTimeAsync(25_000);
    expect(checks()).toBe(before + 1);

    await vi.advanceTimersByTimeAsync(120_000);
    expect(checks()).toBe(before + 1);
  });
});

function checks(): number {
  return bridge.sent.filter(({ name }) => name === 'check-health').length;
}
