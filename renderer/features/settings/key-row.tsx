import { useState, type ReactElement } from 'react';

import { runCommand } from '../../parts/run-command.ts';
import { Button } from '../../ui/button.tsx';
import { secretPlaceNames } from '../../words/names.ts';
import { KeyCheck, useKeyCheck } from './key-check.tsx';
import { KeyForm } from './key-form.tsx';
import { useSettingsView } from './use-setting.ts';

/** The key: whether there is one, where it is kept, whether it is good. It is never shown again. */
export function KeyRow(): ReactElement {
  const { secrets } = useSettingsView();
  const [isReplacing, setIsReplacing] = useState(false);
  const secret = secrets['provider.apiKey'];
  return (
    <div className="px-4 py-3">
      <p className="font-medium">API key</p>
      {secret !== undefined && secret.isSet && !isReplacing ? (
        <KnownKey
          place={secret.place === null ? '' : secretPlaceNames[secret.place]}
          isRemovable={secret.place !== 'environment'}
          onReplace={() => setIsReplacing(true)}
        />
      ) : (
        <KeyForm
          onSaved={() => setIsReplacing(false)}
          {...(isReplacing ? { onCancel: () => setIsReplacing(false) } : {})}
        />
      )}
    </div>
  );
}

interface KnownKeyProps {
  readonly place: string;
  readonly isRemovable: boolean;
  readonly onReplace: () => void;
}

function KnownKey({ place, isRemovable, onReplace }: KnownKeyProps): ReactElement {
  const check = useKeyCheck();
  return (
    <>
      <div className="flex items-center gap-2">
        <p className="min-w-0 flex-1 text-secondary">A key is set, kept {place}.</p>
        <Button size="small" disabled={check.isChecking} onClick={() => void check.run({})}>
          {check.isChecking ? 'Checking…' : 'Check the key'}
        </Button>
        {isRemovable ? (
          <>
            <Button size="small" onClick={onReplace}>
              Replace
            </Button>
            <Button
              size="small"
              onClick={() => void runCommand('set-secret', { name: 'provider.apiKey', value: null })}
            >
              Remove
            </Button>
          </>
        ) : null}
      </div>
      <KeyCheck check={check} />
    </>
  );
}
