import { Checkbox as BaseCheckbox } from '@base-ui/react/checkbox';
import { Check } from 'lucide-react';
import type { ReactElement } from 'react';

interface CheckboxProps {
  readonly label: string;
  /** A quiet remark behind the label. */
  readonly remark?: string;
  readonly isChecked: boolean;
  readonly onChange: (isChecked: boolean) => void;
}

/** One choice of several that can be taken together. */
export function Checkbox({ label, remark, isChecked, onChange }: CheckboxProps): ReactElement {
  return (
    <label className="flex min-h-7 items-center gap-2.5">
      <BaseCheckbox.Root
        aria-label={label}
        checked={isChecked}
        onCheckedChange={onChange}
        className="flex size-[18px] shrink-0 items-center justify-center rounded-chip border border-control bg-panel data-checked:border-accent data-checked:bg-accent"
      >
        <BaseCheckbox.Indicator className="text-on-accent">
          <Check aria-hidden size={13} strokeWidth={2.5} />
        </BaseCheckbox.Indicator>
      </BaseCheckbox.Root>
      <span>{label}</span>
      {remark === undefined ? null : <span className="text-small text-secondary">{remark}</span>}
    </label>
  );
}
