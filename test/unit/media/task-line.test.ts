import { describe, expect, it } from 'vitest';

import { createTaskLine, type TaskLine } from '../../../main/media/task-line.ts';

const never = new AbortController().signal;

/** A task that notes its name when it starts and ends when told. */
function createDesk(line: TaskLine) {
  const started: string[] = [];
  const finish = new Map<string, () => void>();
  const ask = (name: string, urgent = false, signal = never) =>
    line.run(
      () => {
        started.push(name);
        return new Promise<string>((resolve) => finish.set(name, () => resolve(name)));
      },
      { urgent, signal },
    );
  return { started, ask, finish: (name: string) => finish.get(name)?.() };
}

describe('the line of media tasks', () => {
  it('runs one task at a time, in order', async () => {
    const desk = createDesk(createTaskLine());
    const first = desk.ask('first');
    const second = desk.ask('second');
    expect(desk.started).toEqual(['first']);

    desk.finish('first');
    await first;
    await expect.poll(() => desk.started).toEqual(['first', 'second']);

    desk.finish('second');
    expect(await second).toBe('second');
  });

  it('lets urgent tasks go first, but not into a running one', async () => {
    const desk = createDesk(createTaskLine());
    const running = desk.ask('running');
    void desk.ask('decode');
    void desk.ask('segment', true);
    expect(desk.started).toEqual(['running']);

    desk.finish('running');
    await running;

    await expect.poll(() => desk.started).toEqual(['running', 'segment']);
  });

  it('lets nobody wait for ever', async () => {
    const line = createTaskLine();
    const order: string[] = [];
    const note = (name: string, urgent: boolean) =>
      line.run(async () => void order.push(name), { urgent, signal: never });

    const all = [note('first', false), note('decode', false)];
    for (let count = 0; count < 150; count += 1) all.push(note('segment', true));
    await Promise.all(all);

    expect(order.indexOf('decode')).toBe(101);
  });

  it('goes on after a task that failed', async () => {
    const line = createTaskLine();
    const failed = line.run(() => Promise.reject(new Error('broken')), { urgent: false, signal: never });
    const next = line.run(() => Promise.resolve('fine'), { urgent: false, signal: never });

    await expect(failed).rejects.toThrow('broken');
    expect(await next).toBe('fine');
  });

  it('lets a waiting task leave at once when it is aborted', async () => {
    const desk = createDesk(createTaskLine());
    const running = desk.ask('running');
    const controller = new AbortController();
    const leaving = desk.ask('leaving', false, controller.signal);
    controller.abort(new Error('not any more'));

    await expect(leaving).rejects.toThrow('not any more');
    desk.finish('running');
    await running;
    expect(desk.started).toEqual(['running']);
  });

  it('does not start a task whose signal is aborted already', async () => {
    const desk = createDesk(createTaskLine());

    await expect(desk.ask('late', false, AbortSignal.abort(new Error('too late')))).rejects.toThrow(
      'too late',
    );
    expect(desk.started).toEqual([]);
  });

  it('turns everyone away when it closes', async () => {
    const line = createTaskLine();
    const desk = createDesk(line);
    void desk.ask('running');
    const waiting = desk.ask('waiting');

    line.abandonAll(new Error('closing'));

    await expect(waiting).rejects.toThrow('closing');
  });
});
