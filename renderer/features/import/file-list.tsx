import { X } from 'lucide-react';
import type { ReactElement } from 'react';

import type { ImportForecast } from '../../../preload/contract/commands.ts';
import { IconButton } from '../../ui/icon-button.tsx';
import { Skeleton } from '../../ui/skeleton.tsx';
import { money, size } from '../../words/numbers.ts';
import { duration } from '../../words/times.ts';
import type { Import } from './use-import.ts';

/** The files one by one with length, size and price; those that can't be used say why. */
export function FileList({ work }: { work: Import }): ReactElement {
  const { forecasts } = work;
  if (forecasts === null) return work.failure === null ? <LoadingFiles /> : <></>;
  if (forecasts.length === 0) return <p className="text-secondary">No files chosen.</p>;
  return (
    <ul
      aria-label="Files"
      className="max-h-[260px] divide-y divide-line relative overflow-y-auto rounded-control border border-line"
    >
      {forecasts.map((forecast) => (
        <FileRow key={forecast.path} forecast={forecast} onRemove={() => work.removePath(forecast.path)} />
      ))}
    </ul>
  );
}

function FileRow({ forecast, onRemove }: { forecast: ImportForecast; onRemove: () => void }): ReactElement {
  const { title, path, failure } = forecast;
  return (
    <li className="flex min-h-11 items-center gap-3 py-1.5 pr-2 pl-3">
      <div className="min-w-0 flex-1">
        <p title={path} className="truncate font-medium">
          {title}
        </p>
        {failure === null ? null : <p className="text-small text-needs">{failure.message}</p>}
      </div>
      {failure === null ? (
        <>
          <span className="tabular shrink-0 text-small text-secondary">{measures(forecast)}</span>
          <span className="tabular w-24 shrink-0 text-right text-small text-secondary">
            {forecast.forecast === null ? 'price unknown' : money(forecast.forecast)}
          </span>
        </>
      ) : null}
      <IconButton label={`Leave out ${title}`} icon={X} onClick={onRemove} />
    </li>
  );
}

function measures({ durationSeconds, bytes }: ImportForecast): string {
  return durationSeconds === null ? size(bytes) : `${duration(durationSeconds)} · ${size(bytes)}`;
}

function LoadingFiles(): ReactElement {
  return (
    <div
      role="status"
      aria-label="Looking at the files"
      aria-busy="true"
      className="flex h-11 items-center gap-3 rounded-control border border-line px-3"
    >
      <Skeleton className="h-3.5 w-64" />
      <span className="flex-1" />
      <Skeleton className="h-3 w-28" />
    </div>
  );
}
