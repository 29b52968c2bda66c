import { Field } from '@base-ui/react/field';
import clsx from 'clsx';
import type { HTMLInputTypeAttribute, KeyboardEvent, ReactElement, ReactNode } from 'react';

interface TextFieldProps {
  readonly label: string;
  /** Hide the label where a heading beside the field already says it. */
  readonly isLabelHidden?: boolean;
  readonly description?: ReactNode;
  readonly error?: string | null;
  readonly type?: HTMLInputTypeAttribute;
  readonly placeholder?: string;
  readonly value: string;
  readonly onChange: (value: string) => void;
  readonly onCommit?: () => void;
  readonly className?: string;
}

/** A labelled line of text. `onCommit` is called on Enter and when the field is left. */
export function TextField(props: TextFieldProps): ReactElement {
  const { label, isLabelHidden = false, description, error = null, onCommit, className } = props;
  function onKeyDown(event: KeyboardEvent): void {
    if (event.key === 'Enter') onCommit?.();
  }
  return (
    <Field.Root invalid={error !== null} className={clsx('flex flex-col gap-1', className)}>
      <Field.Label className={clsx(isLabelHidden ? 'sr-only' : 'font-medium')}>{label}</Field.Label>
      <Field.Control
        type={props.type ?? 'text'}
        value={props.value}
        onValueChange={props.onChange}
        onBlur={onCommit}
        onKeyDown={onKeyDown}
        placeholder={props.placeholder}
        autoComplete="off"
        spellCheck={false}
        className="h-[34px] w-full rounded-control border border-control bg-panel px-3 placeholder:text-tertiary data-invalid:border-needs"
      />
      {description === undefined ? null : (
        <Field.Description className="text-small text-secondary">{description}</Field.Description>
      )}
      {error === null ? null : (
        <Field.Error match className="text-small text-needs">
          {error}
        </Field.Error>
      )}
    </Field.Root>
  );
}
