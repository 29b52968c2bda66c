import { KeyRound } from 'lucide-react';
import type { ReactElement } from 'react';
import { useLocation } from 'wouter';

import { useLectern, type LecternState } from '../../state/store.ts';
import { Notice } from '../../ui/notice.tsx';

/** Without a key the window explains what works and what the key is for. Gone as soon as there is one. */
export function KeyNotice(): ReactElement | null {
  const needsKey = useLectern(lacksKey);
  const hasExample = useLectern((state) => state.counts.examples > 0);
  const baseUrl = useLectern((state) => state.settings?.settings['provider.baseUrl']);
  const [, navigate] = useLocation();
  if (!needsKey || baseUrl === undefined) return null;
  return (
    <div className="px-6 pb-3">
      <Notice
        tone="quiet"
        icon={KeyRound}
        button={{ label: 'Add your key', onPress: () => navigate('/settings/provider') }}
      >
        {hasExample ? 'Look around: the example lecture is finished and needs no key. ' : ''}
        To work on your own recordings, Lectern needs {keyName(baseUrl)}.
      </Notice>
    </div>
  );
}

function lacksKey({ settings }: LecternState): boolean {
  return settings !== null && !(settings.secrets['provider.apiKey']?.isSet ?? false);
}

/** Whose key it is, as a person knows the server. */
function keyName(baseUrl: string): string {
  const { host } = new URL(baseUrl);
  return host === 'api.openai.com' ? 'your OpenAI key' : `a key for ${host}`;
}
