import { Radio } from '@base-ui/react/radio';
import { RadioGroup } from '@base-ui/react/radio-group';
import type { ReactElement } from 'react';

import type { Choice } from './select.tsx';

interface SegmentedProps<Value extends string> {
  readonly label: string;
  readonly value: Value;
  readonly choices: readonly (Choice & { readonly value: Value })[];
  readonly onChange: (value: Value) => void;
}

/** Two to four choices side by side, of which one holds. */
export function Segmented<Value extends string>(props: SegmentedProps<Value>): ReactElement {
  const { label, value, choices, onChange } = props;
  return (
    <RadioGroup
      aria-label={label}
      value={value}
      onValueChange={(next) => {
        const chosen = choices.find((choice) => choice.value === next);
        if (chosen !== undefined) onChange(chosen.value);
      }}
      className="flex w-fit rounded-control border border-control bg-page p-0.5"
    >
      {choices.map((choice) => (
        <Radio.Root
          key={choice.value}
          value={choice.value}
          className="flex h-7 items-center rounded-[6px] px-3 text-secondary transition-colors data-checked:bg-panel data-checked:font-semibold data-checked:text-ink data-checked:outline-1 data-checked:outline-control focus-visible:outline-2 focus-visible:outline-accent"
        >
          {choice.label}
        </Radio.Root>
      ))}
    </RadioGroup>
  );
}
