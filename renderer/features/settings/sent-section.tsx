import { useState, type ReactElement } from 'react';

import type { CommandOutput } from '../../../preload/contract/commands.ts';
import { runCommand } from '../../parts/run-command.ts';
import { useLectern } from '../../state/store.ts';
import { Button } from '../../ui/button.tsx';
import { size } from '../../words/numbers.ts';
import { moment } from '../../words/times.ts';
import { Section } from './section.tsx';

type SentEntry = CommandOutput<'get-sent-log'>['entries'][number];

/** How many of the newest entries are shown. */
const SHOWN = 100;

/** The log of everything that was sent: when, what kind, how much, where to. Never what was in it. */
export function SentSection(): ReactElement {
  const [entries, setEntries] = useState<readonly SentEntry[] | null>(null);
  async function show(): Promise<void> {
    const answer = await runCommand('get-sent-log', { limit: SHOWN });
    if (answer !== null) setEntries(answer.entries);
  }
  return (
    <Section
      title="What left this machine"
      about="Every request to the provider: kind, size and host, never its contents or your key."
    >
      {entries === null ? null : <SentTable entries={entries} />}
      <div className="flex justify-end px-4 py-3">
        <Button size="small" onClick={() => void show()}>
          {entries === null ? 'Show the log' : 'Read again'}
        </Button>
      </div>
    </Section>
  );
}

function SentTable({ entries }: { entries: readonly SentEntry[] }): ReactElement {
  const lectures = useLectern((state) => state.lectures);
  if (entries.length === 0) return <p className="px-4 py-3 text-secondary">Nothing has left this machine.</p>;
  return (
    <div className="overflow-x-auto">
      <table className="tabular w-full text-left text-small">
        <thead className="text-secondary">
          <tr>
            {['When', 'What', 'Size', 'To', 'Model', 'For', 'Answer'].map((name) => (
              <th key={name} scope="col" className="px-4 py-2 font-medium whitespace-nowrap">
                {name}
              </th>
            ))}
          </tr>
        </thead>
        <tbody className="divide-y divide-line border-t border-line">
          {entries.map((entry) => (
            <tr key={`${entry.at} ${entry.endpoint} ${entry.bytes}`}>
              <td className="px-4 py-1.5 whitespace-nowrap">{moment(entry.at)}</td>
              <td className="px-4 py-1.5">{entry.kind === 'audio' ? 'Sound' : 'Text'}</td>
              <td className="px-4 py-1.5 whitespace-nowrap">{size(entry.bytes)}</td>
              <td className="px-4 py-1.5">{entry.host}</td>
              <td className="px-4 py-1.5">{entry.model}</td>
              <td className="max-w-40 truncate px-4 py-1.5">
                {entry.lectureId === null
                  ? '–'
                  : (lectures.get(entry.lectureId)?.title ?? 'a removed lecture')}
              </td>
              <td className="px-4 py-1.5">{entry.status}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
