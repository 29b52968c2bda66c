import { useCallback, useEffect, useMemo, useState } from 'react';

import type { ImportForecast, ImportOutcome } from '../../../preload/contract/commands.ts';
import type { Failure } from '../../../preload/contract/failure.ts';
import { failureOf } from '../../bridge/failure-error.ts';
import { invoke } from '../../bridge/lectern.ts';
import { runCommand } from '../../parts/run-command.ts';
import { say } from '../../ui/toast.tsx';
import { count } from '../../words/numbers.ts';
import { choiceOf, firstDraft, type ImportDraft } from './import-draft.ts';

/** How long choices must rest before the price is asked again. */
const REST_MS = 250;

/** What still needs the person after an import: a file known already, or one that was refused. */
export type Decision = Extract<ImportOutcome, { outcome: 'duplicate' | 'refused' }>;

/** An import from the dropped paths to the added lectures. */
export interface Import {
  readonly draft: ImportDraft;
  readonly setDraft: (draft: ImportDraft) => void;
  /** One for each recording found; null until the first answer. */
  readonly forecasts: readonly ImportForecast[] | null;
  /** US dollars; null while unknown. */
  readonly total: number | null;
  readonly usablePaths: readonly string[];
  readonly isForecasting: boolean;
  readonly isBusy: boolean;
  readonly failure: Failure | null;
  /** Null until the import has answered with something to decide. */
  readonly decisions: readonly Decision[] | null;
  readonly addedAmount: number;
  readonly addPaths: (paths: readonly string[]) => void;
  readonly removePath: (path: string) => void;
  readonly forecastAgain: () => void;
  readonly start: () => Promise<void>;
  readonly decide: (path: string, duplicate: 'again') => Promise<void>;
}

interface ImportInput {
  readonly paths: readonly string[];
  readonly courseId: string | null;
  readonly onClose: () => void;
}

export function useImport({ paths: firstPaths, courseId, onClose }: ImportInput): Import {
  const [paths, setPaths] = useState(firstPaths);
  const [left, setLeft] = useState<readonly string[]>([]);
  const [draft, setDraft] = useState(() => firstDraft(courseId));
  const [isBusy, setIsBusy] = useState(false);
  const [importFailure, setImportFailure] = useState<Failure | null>(null);
  const [decisions, setDecisions] = useState<readonly Decision[] | null>(null);
  const [addedAmount, setAddedAmount] = useState(0);
  const forecast = useForecast(paths, draft);

  const forecasts = useMemo(
    () => forecast.forecasts?.filter(({ path }) => !left.includes(path)) ?? null,
    [forecast.forecasts, left],
  );
  const usable = forecasts?.filter(({ failure }) => failure === null) ?? [];
  const usablePaths = usable.map(({ path }) => path);

  async function start(): Promise<void> {
    setIsBusy(true);
    setImportFailure(null);
    try {
      const choice = choiceOf(draft);
      const { outcomes } = await invoke('import-lectures', { paths: usablePaths, choice });
      const open = outcomes.filter(isDecision);
      const added = outcomes.length - open.length;
      setAddedAmount(added);
      if (open.length > 0) setDecisions(open);
      else finish(added, onClose);
    } catch (error) {
      setImportFailure(failureOf(error));
    } finally {
      setIsBusy(false);
    }
  }

  async function decide(path: string, duplicate: 'again'): Promise<void> {
    const choice = { ...choiceOf(draft), duplicate };
    const answer = await runCommand('import-lectures', { paths: [path], choice });
    if (answer === null || decisions === null) return;
    const open = [...decisions.filter((one) => one.path !== path), ...answer.outcomes.filter(isDecision)];
    const added = addedAmount + answer.outcomes.filter((one) => !isDecision(one)).length;
    setAddedAmount(added);
    setDecisions(open);
    if (open.length === 0) finish(added, onClose);
  }

  return {
    draft,
    setDraft,
    forecasts,
    total: forecasts?.length === forecast.forecasts?.length ? forecast.total : sumOf(usable),
    usablePaths,
    isForecasting: forecast.isAsking,
    isBusy,
    failure: importFailure ?? forecast.failure,
    decisions,
    addedAmount,
    addPaths: (more) => setPaths([...new Set([...paths, ...more])]),
    removePath: (path) => setLeft([...left, path]),
    forecastAgain: forecast.again,
    start,
    decide,
  };
}

interface Forecast {
  readonly forecasts: readonly ImportForecast[] | null;
  readonly total: number | null;
  readonly failure: Failure | null;
  readonly isAsking: boolean;
  readonly again: () => void;
}

/** Asks what the paths would cost with these choices, again whenever either changes. */
function useForecast(paths: readonly string[], draft: ImportDraft): Forecast {
  const [answer, setAnswer] = useState<Omit<Forecast, 'isAsking' | 'again'>>(nothingKnown);
  const [isAsking, setIsAsking] = useState(true);
  const [round, setRound] = useState(0);
  useEffect(() => {
    let isCurrent = true;
    setIsAsking(true);
    const ask = async (): Promise<void> => {
      const next = await forecastOf(paths, draft);
      if (!isCurrent) return;
      setAnswer((known) => (next.failure === null ? next : { ...known, failure: next.failure }));
      setIsAsking(false);
    };
    const timer = setTimeout(() => void ask(), REST_MS);
    return () => {
      isCurrent = false;
      clearTimeout(timer);
    };
  }, [paths, draft, round]);
  const again = useCallback(() => setRound((known) => known + 1), []);
  return { ...answer, isAsking, again };
}

const nothingKnown = { forecasts: null, total: null, failure: null };

async function forecastOf(
  paths: readonly string[],
  draft: ImportDraft,
): Promise<Omit<Forecast, 'isAsking' | 'again'>> {
  try {
    const { forecasts, total } = await invoke('forecast-import', {
      paths: [...paths],
      choice: choiceOf(draft),
    });
    return { forecasts, total, failure: null };
  } catch (error) {
    return { ...nothingKnown, failure: failureOf(error) };
  }
}

/** The sum of the forecasts; null as soon as one is unknown. */
function sumOf(forecasts: readonly ImportForecast[]): number | null {
  return forecasts.reduce<number | null>(
    (sum, { forecast }) => (sum === null || forecast === null ? null : sum + forecast),
    0,
  );
}

function isDecision(outcome: ImportOutcome): outcome is Decision {
  return outcome.outcome === 'duplicate' || outcome.outcome === 'refused';
}

function finish(added: number, onClose: () => void): void {
  if (added > 0) say(`${count(added, 'lecture')} added.`);
  onClose();
}
