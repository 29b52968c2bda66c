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
      <NumberSetting
        setting="transcription.segmentSeconds"
        label="Longest segment"
        about="Shorter segments place sentences more exactly where the model returns no times."
        unit="s"
      />
      <NumberSetting
        setting="generation.contextTokens"
        label="Most text in one request"
        about="A longer lecture is worked on section by section."
        unit="tokens"
        none="As the model takes"
      />
      <SwitchSetting
        setting="jobs.failFast"
        label="Stop at the first failure"
        about="Fails a lecture at once instead of waiting and trying again."
      />
    </Section>
  );
}
