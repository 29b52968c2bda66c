import { KeyRound } from 'lucide-react';
import type { ReactElement } from 'react';
import { useLocation } from 'wouter';

import { useLectern, type LecternState } from '../../state/store.ts';
import { Notice } from '../../ui/notice.tsx';

/** Without a key the window explains what works and what the key is for. Gone as soon as there is one. */
export function KeyNotice(): ReactElement | null {
  const needsKey = useLectern(lacksKey);
  const hasExample = useLectern((state) => state.counts.examples > 0);
  const [, navigate] = useLocation();
  if (!needsKey) return null;
  return (
    <div className="px-6 pb-3">
      <Notice
        tone="quiet"
        icon={KeyRound}
        button={{ label: 'Add your key', onPress: () => navigate('/settings/provider') }}
      >
        {hasExample ? 'Look around: the example lecture is finished and needs no key. ' : ''}
        To work on your own recordings, Lectern needs your OpenAI key.
      </Notice>
    </div>
  );
}

/** Only OpenAI itself surely needs a key; a server of one's own may not. */
function lacksKey({ settings }: LecternState): boolean {
  if (settings === null) return false;
  const isOpenAi = new URL(settings.settings['provider.baseUrl']).hostname === 'api.openai.com';
  return isOpenAi && !(settings.secrets['provider.apiKey']?.isSet ?? false);
}
