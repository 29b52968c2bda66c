import { Switch as BaseSwitch } from '@base-ui/react/switch';
import type { ReactElement } from 'react';

interface SwitchProps {
  readonly label: string;
  readonly isOn: boolean;
  readonly onChange: (isOn: boolean) => void;
}

/** Something that is on or off and takes effect at once. */
export function Switch({ label, isOn, onChange }: SwitchProps): ReactElement {
  return (
    <BaseSwitch.Root
      aria-label={label}
      checked={isOn}
      onCheckedChange={onChange}
      className="flex h-5 w-9 shrink-0 rounded-full border border-control bg-line p-px transition-colors data-checked:border-accent data-checked:bg-accent"
    >
      <BaseSwitch.Thumb className="size-4 rounded-full bg-panel transition-transform data-checked:translate-x-4" />
    </BaseSwitch.Root>
  );
}
