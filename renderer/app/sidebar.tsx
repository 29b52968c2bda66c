import clsx from 'clsx';
import {
  Activity,
  Folder,
  HeartPulse,
  Library,
  Plus,
  Presentation,
  Settings,
  type LucideIcon,
} from 'lucide-react';
import type { ReactElement, ReactNode } from 'react';
import { Link, useLocation } from 'wouter';

import { useWindowActions } from '../parts/window-actions.tsx';
import { unsorted } from '../state/lectures-slice.ts';
import { useLectern } from '../state/store.ts';
import { IconButton } from '../ui/icon-button.tsx';
import { StatusDot } from '../ui/status-dot.tsx';
import { healthWords } from '../words/health-words.ts';

/** Where one can go: the library and its courses, what is at work, how things stand, settings. */
export function Sidebar(): ReactElement {
  const counts = useLectern((state) => state.counts);
  const { createCourse } = useWindowActions();
  return (
    <nav
      aria-label="Main"
      className="flex w-56 shrink-0 flex-col relative overflow-y-auto border-r border-line bg-sidebar px-2.5 pt-3 pb-3"
    >
      <p className="flex h-[34px] items-center gap-2 px-2 text-heading font-semibold">
        <Presentation aria-hidden size={16} strokeWidth={2} />
        Lectern
      </p>
      <ul className="mt-2.5">
        <Entry to="/" icon={Library} end={amount(counts.all)}>
          Library
        </Entry>
        <Entry to="/activity" icon={Activity} end={amount(counts.open)}>
          Activity
        </Entry>
        <Entry to="/health" icon={HeartPulse} end={<HealthDot />}>
          Health
        </Entry>
      </ul>
      <div className="mt-4 mb-1 flex items-center justify-between pl-2">
        <h2 className="text-chip font-semibold text-secondary">Courses</h2>
        <IconButton label="New course" icon={Plus} onClick={createCourse} />
      </div>
      <CourseEntries />
      <ul className="mt-auto pt-4">
        <Entry to="/settings" icon={Settings}>
          Settings
        </Entry>
      </ul>
    </nav>
  );
}

function CourseEntries(): ReactElement {
  const courses = useLectern((state) => state.library?.courses) ?? [];
  const byCourse = useLectern((state) => state.counts.byCourse);
  return (
    <ul>
      {courses.map((course) => (
        <Entry
          key={course.id}
          to={`/course/${course.id}`}
          icon={Folder}
          title={course.title}
          end={amount(byCourse[course.id] ?? 0)}
        >
          {course.title}
        </Entry>
      ))}
      <Entry to={`/course/${unsorted}`} icon={Folder} end={amount(byCourse[unsorted] ?? 0)}>
        Unsorted
      </Entry>
    </ul>
  );
}

interface EntryProps {
  readonly to: string;
  readonly icon: LucideIcon;
  readonly title?: string;
  readonly end?: ReactNode;
  readonly children: ReactNode;
}

function Entry({ to, icon: Icon, title, end, children }: EntryProps): ReactElement {
  const [location] = useLocation();
  const isHere = to === '/' ? location === '/' : location === to || location.startsWith(`${to}/`);
  return (
    <li className="mb-px">
      <Link
        href={to}
        {...(title === undefined ? {} : { title })}
        {...(isHere ? { 'aria-current': 'page' } : {})}
        className={clsx(
          'flex h-8 items-center gap-[9px] rounded-control px-2 font-medium transition-colors',
          isHere ? 'bg-selected text-ink' : 'text-secondary hover:bg-hover hover:text-ink',
        )}
      >
        <Icon aria-hidden size={16} strokeWidth={1.75} className="shrink-0" />
        <span className="min-w-0 flex-1 truncate">{children}</span>
        {end}
      </Link>
    </li>
  );
}

function amount(value: number): ReactElement {
  return <span className="tabular text-small font-normal text-secondary">{value}</span>;
}

function HealthDot(): ReactElement | null {
  const health = useLectern((state) => state.health);
  if (health === null) return null;
  const { tone, title } = healthWords(health);
  return (
    <>
      <span className="sr-only">: {title}</span>
      <StatusDot tone={tone} />
    </>
  );
}
