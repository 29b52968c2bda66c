import type { ReactElement } from 'react';

import { NumberSetting, SwitchSetting } from './controls.tsx';
import { Section } from './section.tsx';

/** How much happens at once, and how often something is tried. */
export function WorkSection(): ReactElement {
  return (
    <Section title="Work">
      <NumberSetting
        setting="transcription.concurrency"
        label="Segments at once"
        about="How many pieces of recordings are transcribed side by side."
      />
      <NumberSetting
        setting="generation.concurrency"
        label="Parts of material at once"
        about="How many summaries, outlines and so on are written side by side."
      />
      <NumberSetting
        setting="jobs.maxAttempts"
        label="Tries for each piece"
        about="Waiting for the network or for you uses up none."
      />
      <SwitchSetting
        setting="jobs.failFast"
        label="Stop at the first failure"
        about="Fails a lecture at once instead of waiting and trying again."
      />
    </Section>
  );
}
