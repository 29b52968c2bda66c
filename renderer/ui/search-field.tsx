import { Search } from 'lucide-react';
import type { ReactElement, Ref } from 'react';

interface SearchFieldProps {
  readonly label: string;
  readonly value: string;
  readonly onChange: (value: string) => void;
  readonly onEscape?: () => void;
  readonly onEnter?: (isBackward: boolean) => void;
  /** The keys that lead here, shown at the end of an empty field. */
  readonly keys?: string;
  readonly inputRef?: Ref<HTMLInputElement>;
  readonly className?: string;
}

/** A field that filters while one types. Escape empties it. */
export function SearchField(props: SearchFieldProps): ReactElement {
  const { label, value, onChange, onEscape, onEnter, keys, inputRef, className } = props;
  return (
    <div className={`relative ${className ?? ''}`}>
      <Search
        aria-hidden
        size={16}
        strokeWidth={1.75}
        className="absolute top-1/2 left-3 -translate-y-1/2 text-tertiary"
      />
      <input
        ref={inputRef}
        type="search"
        aria-label={label}
        placeholder={label}
        value={value}
        onChange={(event) => onChange(event.target.value)}
        onKeyDown={(event) => {
          if (event.key === 'Enter') onEnter?.(event.shiftKey);
          if (event.key !== 'Escape') return;
          onChange('');
          onEscape?.();
        }}
        className="h-[34px] w-full rounded-control border border-control bg-panel pr-3 pl-9 placeholder:text-tertiary [&::-webkit-search-cancel-button]:hidden"
      />
      {keys === undefined || value !== '' ? null : (
        <kbd
          aria-hidden
          className="absolute top-1/2 right-2.5 -translate-y-1/2 rounded-chip border border-line px-1 font-sans text-chip text-tertiary"
        >
          {keys}
        </kbd>
      )}
    </div>
  );
}
