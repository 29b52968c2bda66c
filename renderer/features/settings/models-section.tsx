import { useEffect, type ReactElement } from 'react';

import type { SettingKey } from '../../../preload/contract/settings.ts';
import { Button } from '../../ui/button.tsx';
import { Select, type Choice } from '../../ui/select.tsx';
import { dayAndYear } from '../../words/times.ts';
import { FixedRow, TextSetting } from './controls.tsx';
import { useKeyCheck, type KeyCheckState } from './key-check.tsx';
import { modelChoices, type LiveModel } from './model-choices.ts';
import { Section, SettingRow } from './section.tsx';
import { useSetting, useSettingsView } from './use-setting.ts';

/** Which models do the work, from what the server really has, with the day each of them ends. */
export function ModelsSection(): ReactElement {
  const check = useModels();
  const models = check.answer?.models ?? [];
  return (
    <Section title="Models" about={aboutModels(check)}>
      {models.length === 0 ? <TypedModels /> : <ChosenModels models={models} />}
      <div className="flex items-center justify-between gap-4 px-4 py-2">
        <p role="status" className="text-small text-secondary">
          {check.answer?.failure?.message ?? ''}
        </p>
        <Button size="small" disabled={check.isChecking} onClick={() => void check.run({})}>
          {check.isChecking ? 'Asking…' : 'Ask the server again'}
        </Button>
      </div>
    </Section>
  );
}

/** Asks for the live list when the page opens and again when key or server change. */
function useModels(): KeyCheckState {
  const { settings, secrets } = useSettingsView();
  const check = useKeyCheck();
  const { run } = check;
  const address = settings['provider.baseUrl'];
  const isKeySet = secrets['provider.apiKey']?.isSet ?? false;
  useEffect(() => {
    if (isKeySet) void run({});
  }, [run, address, isKeySet]);
  return check;
}

function aboutModels({ answer, isChecking }: KeyCheckState): string {
  if (isChecking) return 'Asking the server which models it has.';
  if (answer?.ok === true) return 'From the list the server gives, with the day a model ends.';
  return 'The server’s list is not known yet. You can type a name.';
}

function TypedModels(): ReactElement {
  return (
    <>
      <TextSetting setting="transcription.model" label="Transcription" />
      <TextSetting setting="generation.model" label="Material" />
      <FallbackModel models={[]} />
    </>
  );
}

function ChosenModels({ models }: { models: readonly LiveModel[] }): ReactElement {
  return (
    <>
      <ModelRow setting="transcription.model" label="Transcription" models={models} kind="transcription" />
      <ModelRow setting="generation.model" label="Material" models={models} kind="text" />
      <FallbackModel models={models} />
    </>
  );
}

interface ModelRowProps {
  readonly setting: Extract<SettingKey, 'transcription.model' | 'generation.model'>;
  readonly label: string;
  readonly models: readonly LiveModel[];
  readonly kind: 'transcription' | 'text';
}

function ModelRow({ setting, label, models, kind }: ModelRowProps): ReactElement {
  const { value, set, error, isFixed } = useSetting(setting);
  if (isFixed) return <FixedRow label={label} value={value} />;
  return (
    <SettingRow label={label} about={error ?? endWords(models, value)}>
      <Select
        label={label}
        value={value}
        choices={modelChoices(models, kind)}
        onChange={set}
        className="w-full"
      />
    </SettingRow>
  );
}

const noFallback = 'none';

function FallbackModel({ models }: { models: readonly LiveModel[] }): ReactElement {
  const { value, set, isFixed } = useSetting('generation.fallbackModel');
  const label = 'Fallback for material';
  if (isFixed) return <FixedRow label={label} value={value ?? 'None'} />;
  const none: Choice = { value: noFallback, label: 'None' };
  return (
    <SettingRow label={label} about="Used while the first model has trouble; said on what it made.">
      <Select
        label={label}
        value={value ?? noFallback}
        choices={[none, ...modelChoices(models, 'text')]}
        onChange={(model) => set(model === noFallback ? null : model)}
        className="w-full"
      />
    </SettingRow>
  );
}

function endWords(models: readonly LiveModel[], id: string): string {
  const model = models.find((one) => one.id === id);
  if (model === undefined) return 'The server does not list this model.';
  return model.shutdownDate === null ? 'No end announced.' : `Ends on ${dayAndYear(model.shutdownDate)}.`;
}
