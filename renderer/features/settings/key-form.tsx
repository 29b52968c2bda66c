import { useState, type ReactElement } from 'react';

import type { SecretPlace } from '../../../preload/contract/settings.ts';
import { runCommand } from '../../parts/run-command.ts';
import { Button } from '../../ui/button.tsx';
import { Segmented } from '../../ui/segmented.tsx';
import { TextField } from '../../ui/text-field.tsx';
import { KeyCheck, useKeyCheck } from './key-check.tsx';
import { useSettingsView } from './use-setting.ts';

interface KeyFormProps {
  readonly onSaved: () => void;
  readonly onCancel?: () => void;
}

type PlaceWithoutKeychain = Extract<SecretPlace, 'session' | 'file'>;

/** Takes a key, has it checked by a free call, and keeps it where the person wants. */
export function KeyForm({ onSaved, onCancel }: KeyFormProps): ReactElement {
  const { keychain } = useSettingsView();
  const [key, setKey] = useState('');
  const [place, setPlace] = useState<PlaceWithoutKeychain>('session');
  const check = useKeyCheck();
  const isRefused = check.answer?.ok === false;
  const value = key.trim();

  async function keep(): Promise<void> {
    const answer = await runCommand('set-secret', {
      name: 'provider.apiKey',
      value,
      place: keychain.available ? 'keychain' : place,
    });
    if (answer === null) return;
    setKey('');
    onSaved();
  }
  async function checkAndKeep(): Promise<void> {
    if (value === '') return;
    if (await check.run({ apiKey: value })) await keep();
  }
  return (
    <form
      className="mt-1 flex flex-col gap-3"
      onSubmit={(event) => {
        event.preventDefault();
        void checkAndKeep();
      }}
    >
      <div className="flex items-start gap-2">
        <TextField
          label="API key"
          isLabelHidden
          type="password"
          placeholder="sk-…"
          value={key}
          onChange={setKey}
          className="flex-1"
        />
        {onCancel === undefined ? null : <Button onClick={onCancel}>Cancel</Button>}
        {isRefused ? <Button onClick={() => void keep()}>Keep it all the same</Button> : null}
        <Button tone="primary" type="submit" disabled={value === '' || check.isChecking}>
          {check.isChecking ? 'Checking…' : 'Check and save'}
        </Button>
      </div>
      <KeyCheck check={check} />
      {keychain.available ? (
        <p className="text-small text-secondary">
          It is kept encrypted with the system keychain ({keychain.name}) and sent to this server only.
        </p>
      ) : (
        <PlaceChoice place={place} onChange={setPlace} />
      )}
    </form>
  );
}

interface PlaceChoiceProps {
  readonly place: PlaceWithoutKeychain;
  readonly onChange: (place: PlaceWithoutKeychain) => void;
}

function PlaceChoice({ place, onChange }: PlaceChoiceProps): ReactElement {
  return (
    <div className="flex flex-col gap-1.5">
      <p className="text-small text-secondary">
        This machine has no keychain that Lectern can use. Where should the key be kept?
      </p>
      <Segmented
        label="Where the key is kept"
        value={place}
        choices={[
          { value: 'session', label: 'This session only' },
          { value: 'file', label: 'Plain file only you can read' },
        ]}
        onChange={onChange}
      />
      <p className="text-small text-secondary">
        {place === 'session'
          ? 'Lectern forgets it when it closes.'
          : 'Anyone who can read your files can read the key.'}
      </p>
    </div>
  );
}
