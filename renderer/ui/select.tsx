import { Select as BaseSelect } from '@base-ui/react/select';
import clsx from 'clsx';
import { Check, ChevronsUpDown } from 'lucide-react';
import type { ReactElement } from 'react';

/** One choice: its value, its words, and a quiet remark behind them. */
export interface Choice {
  readonly value: string;
  readonly label: string;
  readonly remark?: string;
}

interface SelectProps {
  /** Names the control for a screen reader; the visible label stands beside it. */
  readonly label: string;
  readonly value: string;
  readonly choices: readonly Choice[];
  readonly onChange: (value: string) => void;
  readonly isDisabled?: boolean;
  readonly className?: string;
}

/** Choosing one of several. A value that is not among the choices is shown as it stands. */
export function Select(props: SelectProps): ReactElement {
  const { label, value, choices, onChange, isDisabled = false, className } = props;
  const shown = choices.find((choice) => choice.value === value);
  return (
    <BaseSelect.Root
      value={value}
      onValueChange={(next) => (next === null ? undefined : onChange(next))}
      disabled={isDisabled}
    >
      <BaseSelect.Trigger
        aria-label={label}
        className={clsx(
          'flex h-[34px] items-center justify-between gap-2 rounded-control border border-control bg-panel px-3 text-left transition-colors hover:bg-hover data-disabled:opacity-55',
          className,
        )}
      >
        <BaseSelect.Value className="truncate">{() => shown?.label ?? value}</BaseSelect.Value>
        <BaseSelect.Icon className="shrink-0 text-tertiary">
          <ChevronsUpDown aria-hidden size={14} />
        </BaseSelect.Icon>
      </BaseSelect.Trigger>
      <BaseSelect.Portal>
        <BaseSelect.Positioner sideOffset={4} alignItemWithTrigger={false} className="z-50 outline-none">
          <BaseSelect.Popup className="max-h-80 min-w-(--anchor-width) relative overflow-y-auto rounded-control border border-control bg-panel p-1 outline-none transition-opacity data-ending-style:opacity-0 data-starting-style:opacity-0">
            <BaseSelect.List>
              {choices.map((choice) => (
                <SelectItem key={choice.value} choice={choice} />
              ))}
            </BaseSelect.List>
          </BaseSelect.Popup>
        </BaseSelect.Positioner>
      </BaseSelect.Portal>
    </BaseSelect.Root>
  );
}

function SelectItem({ choice }: { choice: Choice }): ReactElement {
  return (
    <BaseSelect.Item
      value={choice.value}
      className="flex min-h-7 items-center gap-2 rounded-chip px-2 py-1 outline-none select-none data-highlighted:bg-hover"
    >
      <span aria-hidden className="w-4 shrink-0">
        <BaseSelect.ItemIndicator>
          <Check size={14} />
        </BaseSelect.ItemIndicator>
      </span>
      <BaseSelect.ItemText className="flex-1">{choice.label}</BaseSelect.ItemText>
      {choice.remark === undefined ? null : (
        <span className="pl-4 text-small text-secondary">{choice.remark}</span>
      )}
    </BaseSelect.Item>
  );
}
