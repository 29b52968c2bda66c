import type { LectureView } from '../../../preload/contract/lecture.ts';
import type { Answers } from './fake-bridge.ts';
import { sampleDetail } from './sample-detail.ts';
import { lectureView } from './sample-lectures.ts';
import { goodHealth, sampleLibrary, samplePresets, samplePrices, sampleSettings } from './sample-library.ts';

/** Answers of a healthy core with these lectures. */
export function sampleAnswers(lectures: readonly LectureView[], segmentAmount = 300): Answers {
  const find = (id: unknown): LectureView => lectures.find((view) => view.id === id) ?? lectureView();
  return {
    'get-desktop-state': () => ({ platform: 'linux', version: '0.1.0', coreState: 'ready' }),
    'get-library': () => ({ library: sampleLibrary, lectures: [...lectures] }),
    'get-settings': () => sampleSettings,
    'list-presets': () => ({ presets: [...samplePresets] }),
    'check-health': () => goodHealth,
    'get-prices': () => samplePrices,
    'get-lecture-detail': (input) => sampleDetail(find(input['lectureId']), segmentAmount),
    'get-waveform': () => ({ peaks: samplePeaks(6423), perSecond: 10 }),
    'get-sent-log': () => ({
      entries: [
        {
          at: '2026-11-23T09:12:00.000Z',
          host: 'api.openai.com',
          endpoint: '/v1/audio/transcriptions',
          model: 'gpt-transcribe',
          lectureId: lectures[0]?.id ?? null,
          kind: 'audio',
          bytes: 118_240,
          status: '200',
        },
      ],
    }),
    'list-jobs': () => ({ jobs: [] }),
    'check-provider': () => ({
      ok: true,
      failure: null,
      models: [
        { id: 'gpt-transcribe', shutdownDate: null },
        { id: 'whisper-1', shutdownDate: '2027-02-26' },
        { id: 'gpt-6-luna', shutdownDate: null },
        { id: 'gpt-6.1-terra', shutdownDate: null },
      ],
    }),
    'replay-stage': (input) => ({ jobs: [], forecast: 0.12, started: input['confirmed'] === true }),
    'retry-jobs': () => ({ jobs: [] }),
    'cancel-jobs': () => ({ jobs: [] }),
    'redo-gaps': () => ({ jobs: [] }),
    'confirm-cost': () => ({ jobs: [] }),
    'try-now': () => ({}),
    'pause-stage': () => ({}),
    'resume-stage': () => ({}),
    'open-link': () => ({ opened: true }),
    'export-lecture': () => ({ exports: [] }),
    'save-exports': () => ({ paths: ['/home/ada/Documents/Lecture 21.md'] }),
    'show-file': () => ({}),
    'choose-recordings': () => ({ paths: ['/recordings/lecture-25.mp3', '/recordings/notes.html'] }),
    'choose-folder': () => ({ paths: [] }),
    'set-settings': () => sampleSettings,
    'set-secret': () => sampleSettings,
    'forecast-import': (input) => {
      const paths = input['paths'] as readonly string[];
      return {
        forecasts: paths.map((path) => ({
          path,
          title: path.split('/').at(-1) ?? path,
          durationSeconds: path.endsWith('.html') ? null : 6720,
          bytes: 53_800_000,
          forecast: path.endsWith('.html') ? null : 0.53,
          unknown: null,
          failure: path.endsWith('.html')
            ? {
                code: 'NOT_A_RECORDING',
                message: 'This is a web page, not a recording.',
                remedy: { action: 'choose-file' as const, label: 'Choose another file' },
              }
            : null,
        })),
        total: 0.53,
      };
    },
    'import-lectures': (input) => ({
      outcomes: (input['paths'] as readonly string[]).map((path) => ({
        outcome: 'imported' as const,
        path,
        lectureId: 'lecture-25',
      })),
    }),
  };
}

/** Peaks of speech-like loudness, ten a second. */
function samplePeaks(seconds: number): string {
  const bytes = Array.from({ length: seconds * 10 }, (_, index) => {
    const swell = 0.55 + 0.3 * Math.sin(index / 190) + 0.15 * Math.sin(index / 31);
    return Math.max(4, Math.round(230 * swell * (0.4 + 0.6 * Math.abs(Math.sin(index * 12.9898)))));
  });
  return btoa(bytes.map((byte) => String.fromCharCode(Math.min(255, byte))).join(''));
}
