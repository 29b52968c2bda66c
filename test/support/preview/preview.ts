import { fakeBridge, installBridge } from '../page/fake-bridge.ts';
import { sampleAnswers } from '../page/sample-answers.ts';
import { sampleLectures } from '../page/sample-lectures.ts';
import { firstStartSettings, sampleLibrary, sampleSettings, troubledHealth } from '../page/sample-library.ts';

import { playSilence } from './silent-recording.ts';

/**
 * The real page over a fake bridge, to look at in a browser. `?scene=` chooses what the core tells:
 * `first` a first start, `empty` an empty library, `many` 10,000 lectures, `trouble` a provider with limits,
 * `loading` a core that doesn't answer; `?theme=` is `light` or `dark`.
 */
const query = new URLSearchParams(window.location.search);
const scene = query.get('scene') ?? 'usual';
const theme = query.get('theme') === 'dark' ? 'dark' : 'light';

const amounts: Readonly<Record<string, number>> = { empty: 0, many: 10_000, first: 0 };
const example = sampleLectures(30).filter((view) => view.isExample);
const lectures = scene === 'first' ? example : sampleLectures(amounts[scene] ?? 30);
const settings = scene === 'first' || scene === 'empty' ? firstStartSettings : sampleSettings;
const bridge = fakeBridge({
  ...sampleAnswers(lectures, 1000),
  'get-settings': () => ({
    ...settings,
    settings: { ...settings.settings, 'appearance.theme': theme },
  }),
  ...(scene === 'trouble' ? { 'check-health': () => troubledHealth } : {}),
  ...(scene === 'loading' ? { 'get-library': () => new Promise<never>(() => undefined) } : {}),
  ...(scene === 'empty' || scene === 'first'
    ? {
        'get-library': () => ({
          library: { ...sampleLibrary, courses: [], month: { spent: 0, ceiling: null } },
          lectures,
        }),
      }
    : {}),
});
installBridge(bridge);
playSilence(6423);
await import('../../../renderer/main.tsx');
