import type { ReactElement } from 'react';

import { TextSetting } from './controls.tsx';
import { KeyRow } from './key-row.tsx';
import { Section } from './section.tsx';

/** Whom Lectern sends recordings and text to, and with which key. */
export function ProviderSection(): ReactElement {
  return (
    <Section
      title="Provider"
      about="Recordings and transcripts go to this server only, while they are worked on."
    >
      <TextSetting
        setting="provider.baseUrl"
        label="Server address"
        about="OpenAI, or any server that speaks its API."
      />
      <KeyRow />
    </Section>
  );
}
