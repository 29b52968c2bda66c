import { ChevronRight } from 'lucide-react';
import clsx from 'clsx';
import { useState, type ReactElement } from 'react';

import type { Outline, OutlineNode } from '../../../../preload/contract/artifact.ts';
import { Citations } from './citations.tsx';
import { RichText } from './rich-text.tsx';

/** The lecture's structure; every heading folds. */
export function OutlineView({ outline }: { outline: Outline }): ReactElement {
  return (
    <ul aria-label="Outline" className="flex max-w-[70ch] flex-col gap-2 text-reading">
      {outline.nodes.map((node) => (
        <Node key={node.id} node={node} />
      ))}
    </ul>
  );
}

function Node({ node }: { node: OutlineNode }): ReactElement {
  const [isOpen, setIsOpen] = useState(true);
  const hasMore = node.points.length > 0 || node.children.length > 0;
  return (
    <li>
      <div className="flex items-start gap-1">
        <button
          type="button"
          aria-expanded={isOpen}
          disabled={!hasMore}
          onClick={() => setIsOpen(!isOpen)}
          className="flex min-h-7 min-w-0 items-start gap-1.5 rounded-chip py-[3px] pr-1 text-left font-semibold"
        >
          <ChevronRight
            aria-hidden
            size={16}
            className={clsx(
              'mt-[3px] shrink-0 text-tertiary transition-transform',
              isOpen && 'rotate-90',
              !hasMore && 'invisible',
            )}
          />
          <span>
            <RichText text={node.title} />
          </span>
        </button>
        <span className="py-[3px]">
          <Citations citations={node.citations} grounded={node.grounded} />
        </span>
      </div>
      {isOpen && hasMore ? (
        <div className="ml-2 border-l border-line pl-4">
          <ul className="flex list-disc flex-col gap-1 pl-4">
            {node.points.map((point) => (
              <li key={point.id}>
                <RichText
                  text={point.text}
                  after={<Citations citations={point.citations} grounded={point.grounded} />}
                />
              </li>
            ))}
          </ul>
          {node.children.length === 0 ? null : (
            <ul className="mt-2 flex flex-col gap-2">
              {node.children.map((child) => (
                <Node key={child.id} node={child} />
              ))}
            </ul>
          )}
        </div>
      ) : null}
    </li>
  );
}
