import clsx from 'clsx';
import type { ReactElement } from 'react';

import type { Claim, Summary } from '../../../../preload/contract/artifact.ts';
import { Citations } from './citations.tsx';
import { RichText } from './rich-text.tsx';

/** The lecture in short: an overview, then sections of single claims with their sources. */
export function SummaryView({ summary }: { summary: Summary }): ReactElement {
  return (
    <article aria-label="Summary" className="max-w-[70ch] text-reading">
      <div>
        <RichText text={summary.overview.text} after={<Sources claim={summary.overview} />} />
      </div>
      {summary.sections.map((section) => (
        <section key={section.title} className="mt-4">
          <h3 className="mb-1 font-semibold">{section.title}</h3>
          <ul className="flex list-disc flex-col gap-[7px] pl-[18px]">
            {section.bullets.map((bullet) => (
              <li key={bullet.id} className={clsx(!bullet.grounded && 'text-secondary')}>
                <RichText text={bullet.text} after={<Sources claim={bullet} />} />
              </li>
            ))}
          </ul>
        </section>
      ))}
    </article>
  );
}

function Sources({ claim }: { claim: Claim }): ReactElement {
  return <Citations citations={claim.citations} grounded={claim.grounded} />;
}
