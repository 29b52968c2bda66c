import { beforeEach, describe, expect, it, vi } from 'vitest';

import { commandNames, desktopCommandNames } from '../../preload/contract/names.ts';

interface ExposedBridge {
  readonly invoke: (name: string, input: unknown) => Promise<unknown>;
  readonly subscribe: (listener: (event: unknown) => void) => () => void;
  readonly pathOf: (file: File) => string;
}

const electron = vi.hoisted(() => ({
  contextBridge: { exposeInMainWorld: vi.fn<(name: string, bridge: unknown) => void>() },
  ipcRenderer: {
    invoke: vi.fn<(channel: string, name: string, input: unknown) => Promise<unknown>>(),
    on: vi.fn<(channel: string, listener: (event: unknown, payload: unknown) => void) => void>(),
    off: vi.fn<(channel: string, listener: unknown) => void>(),
  },
  webUtils: { getPathForFile: vi.fn<(file: File) => string>() },
}));
vi.mock('electron', () => electron);

let bridge: ExposedBridge;

beforeEach(async () => {
  vi.resetModules();
  electron.contextBridge.exposeInMainWorld.mockClear();
  electron.ipcRenderer.invoke.mockReset().mockResolvedValue({ ok: true, value: {} });
  await import('../../preload/index.ts');
  bridge = electron.contextBridge.exposeInMainWorld.mock.calls[0]?.[1] as ExposedBridge;
});

describe('the preload', () => {
  it('shows the page three frozen functions and nothing else', () => {
    expect(Object.keys(bridge).toSorted()).toEqual(['invoke', 'pathOf', 'subscribe']);
    expect(Object.isFrozen(bridge)).toBe(true);
  });

  it('lets every command of the contract through, and no other name', async () => {
    for (const name of [...commandNames, ...desktopCommandNames]) await bridge.invoke(name, {});
    expect(electron.ipcRenderer.invoke).toHaveBeenCalledTimes(
      commandNames.length + desktopCommandNames.length,
    );

    await expect(bridge.invoke('__proto__', {})).rejects.toThrow('There is no command');
    await expect(bridge.invoke('get-secret', {})).rejects.toThrow('There is no command');
  });

  it('hands on events without the sender, until it is told to stop', () => {
    const heard: unknown[] = [];
    const stop = bridge.subscribe((event) => heard.push(event));
    const [channel, listener] = electron.ipcRenderer.on.mock.calls.at(-1) ?? [];
    listener?.({ sender: 'secret' }, { name: 'library-changed' });
    stop();

    expect(channel).toBe('lectern:event');
    expect(heard).toEqual([{ name: 'library-changed' }]);
    expect(electron.ipcRenderer.off).toHaveBeenCalledWith('lectern:event', listener);
  });
});
