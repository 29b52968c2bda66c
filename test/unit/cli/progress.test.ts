import { expect, test } from 'vitest';
import type { LectureView } from '../../../preload/contract/lecture.ts';
import { showProgress } from '../../../main/cli/progress.ts';
import { viewWith } from '../../support/cli/cli-views.ts';
import { createRecordingClient } from '../../support/cli/recording-client.ts';
import { keepingTerminal } from '../../support/cli/run-words.ts';

function watched(isInteractive: boolean, columns = 80) {
  const terminal = keepingTerminal(isInteractive, columns);
  const client = createRecordingClient({});
  const stop = showProgress(client, terminal, (id) => id !== 'other');
  const show = (view: LectureView) => client.emit({ name: 'lecture-changed', payload: view });
  return { terminal, client, stop, show };
}

test('in a pipe a line comes when a stage begins, waits or ends, not for every task', () => {
  const { terminal, show } = watched(false);
  for (const done of [1, 2, 3]) show(viewWith('transcription', { status: 'running', done, total: 9 }));
  show(viewWith('transcription', { status: 'waiting', hold: 'offline', done: 3, total: 9 }));
  show(viewWith('transcription', { status: 'running', done: 4, total: 9 }));
  show(viewWith('export', { status: 'completed' }, { status: 'ready', cost: { forecast: 1, actual: 0.4 } }));
  expect(terminal.written).toEqual({
    out: '',
    err:
      'Waves: Transcribing 1 of 9\n' +
      'Waves: Transcribing, waiting for the network, goes on by itself.\n' +
      'Waves: Transcribing 4 of 9\n' +
      'Waves: ready ($0.40)\n',
  });
});

test('on a terminal each lecture has one line that is redrawn in place', () => {
  const { terminal, show } = watched(true);
  show(viewWith('ingest', { status: 'running', done: 500, total: 1000 }));
  show(viewWith('ingest', { status: 'running', done: 1, total: 4 }, { id: 'lecture-2', title: 'Light' }));
  terminal.written.err = '';
  show(viewWith('generation', { status: 'running', done: 2, total: 5, secondsLeft: 90 }));
  expect(terminal.written.err).toBe(
    '\u001B[2A\u001B[2KWaves: Writing material 2 of 5, 2 min left\n\u001B[2KLight: Reading the recording 25 %\n',
  );
  expect(terminal.written.out).toBe('');
});

test('a line longer than the terminal is cut, so that redrawing finds its place', () => {
  const { terminal, show } = watched(true, 20);
  show(viewWith('ingest', { status: 'running' }, { title: 'Über 🎓 '.repeat(20) }));
  const line = terminal.written.err.replace('\u001B[2K', '').trimEnd();
  expect(Array.from(line).length).toBeLessThan(20);
  expect(line.endsWith('…')).toBe(true);
});

test('lectures of others are not shown, nor anything after the end', () => {
  const { terminal, show, stop, client } = watched(false);
  show(viewWith('ingest', { status: 'running' }, { id: 'other' }));
  client.emit({ name: 'lecture-removed', payload: { id: 'lecture-1' } });
  stop();
  show(viewWith('ingest', { status: 'running' }));
  expect(terminal.written.err).toBe('');
});
