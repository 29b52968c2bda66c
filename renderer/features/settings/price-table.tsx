import { useState, type ReactElement } from 'react';

import type { ModelPrice } from '../../../preload/contract/prices.ts';

interface PriceTableProps {
  readonly models: readonly ModelPrice[];
  /** Present while the table is edited. */
  readonly onChange?: (models: readonly ModelPrice[]) => void;
}

type PriceKey = 'perAudioMinute' | 'perMillionInputTokens' | 'perMillionOutputTokens';

const columns: readonly { readonly key: PriceKey; readonly name: string }[] = [
  { key: 'perAudioMinute', name: 'Minute of sound' },
  { key: 'perMillionInputTokens', name: 'Million tokens in' },
  { key: 'perMillionOutputTokens', name: 'Million tokens out' },
];

/** The price of each model; a dash where it is not priced that way. */
export function PriceTable({ models, onChange }: PriceTableProps): ReactElement {
  function change(model: string, key: PriceKey, price: number | null): void {
    onChange?.(models.map((one) => (one.model === model ? { ...one, [key]: price } : one)));
  }
  return (
    <div className="overflow-x-auto">
      <table className="tabular w-full text-left">
        <thead className="text-small text-secondary">
          <tr>
            <th scope="col" className="px-4 py-2 font-medium">
              Model
            </th>
            {columns.map(({ key, name }) => (
              <th key={key} scope="col" className="px-4 py-2 text-right font-medium">
                {name}
              </th>
            ))}
          </tr>
        </thead>
        <tbody className="divide-y divide-line border-t border-line">
          {models.map((model) => (
            <tr key={model.model}>
              <th scope="row" className="px-4 py-2 font-medium">
                {model.model}
              </th>
              {columns.map(({ key, name }) => (
                <td key={key} className="px-4 py-1.5 text-right">
                  {onChange === undefined ? (
                    (model[key] ?? '–')
                  ) : (
                    <PriceField
                      label={`${model.model}, ${name.toLowerCase()}`}
                      price={model[key]}
                      onChange={(price) => change(model.model, key, price)}
                    />
                  )}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

interface PriceFieldProps {
  readonly label: string;
  readonly price: number | null;
  readonly onChange: (price: number | null) => void;
}

/** Keeps what is typed while it is not a number yet, such as "0." */
function PriceField({ label, price, onChange }: PriceFieldProps): ReactElement {
  const [text, setText] = useState(price === null ? '' : String(price));
  function type(next: string): void {
    setText(next);
    const parsed = Number(next.replace(',', '.'));
    if (next.trim() === '') onChange(null);
    else if (Number.isFinite(parsed) && parsed >= 0) onChange(parsed);
  }
  return (
    <input
      aria-label={label}
      inputMode="decimal"
      value={text}
      onChange={(event) => type(event.target.value)}
      className="h-7 w-24 rounded-control border border-control bg-panel px-2 text-right"
    />
  );
}
