import { act, cleanup, configure, render, screen } from '@testing-library/react';
import userEvent, { PointerEventsCheckLevel, type UserEvent } from '@testing-library/user-event';
import axe from 'axe-core';
import { afterEach, expect, vi } from 'vitest';

import type { LectureView } from '../../../preload/contract/lecture.ts';
import { App } from '../../../renderer/app/app.tsx';
import { connect, forgetEverything } from '../../../renderer/state/connect.ts';
import { useLectern } from '../../../renderer/state/store.ts';
import { fakeBridge, installBridge, type Answers, type FakeBridge } from './fake-bridge.ts';
import { sampleAnswers } from './sample-answers.ts';

/** The whole page over a fake bridge. */
export interface OpenPage {
  readonly bridge: FakeBridge;
  readonly user: UserEvent;
  /** Inputs of all commands of this name that the page has sent. */
  readonly sent: (name: string) => unknown[];
}

interface PageOptions {
  readonly lectures?: readonly LectureView[];
  readonly answers?: Answers;
  /** Address behind the `#`. */
  readonly at?: string;
}

// Pages are loaded when they are opened, which takes its time on a busy machine.
configure({ asyncUtilTimeout: 10_000 });

let disconnect: (() => void) | null = null;

/** Opens the page as the window would, and waits until it has been told everything. */
export async function openPage(options: PageOptions = {}): Promise<OpenPage> {
  giveElementsSizes();
  const bridge = fakeBridge({ ...sampleAnswers(options.lectures ?? []), ...options.answers });
  installBridge(bridge);
  window.location.hash = options.at ?? '/';
  disconnect = connect();
  render(<App />);
  await screen.findByRole('navigation', { name: 'Main' });
  await act(async () => {
    await vi.waitFor(() => expect(bridge.sent.some(({ name }) => name === 'get-library')).toBe(true), 10_000);
  });
  return {
    bridge,
    // What a pointer can reach depends on a layout that is not there.
    user: userEvent.setup({ pointerEventsCheck: PointerEventsCheckLevel.Never }),
    sent: (name) => bridge.sent.filter((command) => command.name === name).map(({ input }) => input),
  };
}

/** What the core tells later; waits until the page has written it down. What is drawn then is to be waited for. */
export async function tell(
  bridge: FakeBridge,
  ...events: Parameters<FakeBridge['emit']>[0][]
): Promise<void> {
  await act(async () => {
    const written = new Promise<void>((resolve) => {
      const stop = useLectern.subscribe(() => {
        stop();
        resolve();
      });
    });
    for (const event of events) bridge.emit(event);
    await written;
  });
}

/** Fails with what a screen reader would stumble over. Contrast needs a real browser and is not judged here. */
export async function expectAccessible(): Promise<void> {
  const { violations } = await axe.run(document.body, {
    rules: { 'color-contrast': { enabled: false }, region: { enabled: false } },
  });
  expect(violations.map(({ id, nodes }) => `${id}: ${nodes.map((node) => node.html).join(' ')}`)).toEqual([]);
}

afterEach(() => {
  cleanup();
  disconnect?.();
  disconnect = null;
  forgetEverything();
  window.location.hash = '/';
});

/** There is no layout here; lists that draw only what is in view need to know how large things are. */
function giveElementsSizes(): void {
  vi.spyOn(HTMLElement.prototype, 'clientWidth', 'get').mockReturnValue(1000);
  vi.spyOn(HTMLElement.prototype, 'clientHeight', 'get').mockReturnValue(600);
  vi.spyOn(HTMLElement.prototype, 'offsetHeight', 'get').mockImplementation(function (this: HTMLElement) {
    return this.tagName === 'LI' ? 60 : 600;
  });
}
