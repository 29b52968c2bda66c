import { lazy, Suspense, type ReactElement } from 'react';
import { Redirect, Route, Switch } from 'wouter';

import { LibraryPage } from '../features/library/library-page.tsx';

// Only the library is needed to show the first screen; formulas and the rest load when they are opened.
const LecturePage = lazy(async () => ({
  default: (await import('../features/lecture/lecture-page.tsx')).LecturePage,
}));
const ActivityPage = lazy(async () => ({
  default: (await import('../features/activity/activity-page.tsx')).ActivityPage,
}));
const HealthPage = lazy(async () => ({
  default: (await import('../features/health/health-page.tsx')).HealthPage,
}));
const SettingsPage = lazy(async () => ({
  default: (await import('../features/settings/settings-page.tsx')).SettingsPage,
}));

/** The page the address names. Each page is made anew for another lecture or course. */
export function Pages(): ReactElement {
  return (
    <Suspense fallback={null}>
      <Switch>
        <Route path="/">
          <LibraryPage key="all" courseId={null} />
        </Route>
        <Route path="/course/:courseId">
          {({ courseId }) => <LibraryPage key={courseId} courseId={courseId} />}
        </Route>
        <Route path="/lecture/:lectureId">
          {({ lectureId }) => <LecturePage key={lectureId} lectureId={lectureId} />}
        </Route>
        <Route path="/activity">
          <ActivityPage />
        </Route>
        <Route path="/health">
          <HealthPage />
        </Route>
        <Route path="/settings/:section?">
          {({ section }) => <SettingsPage section={section ?? null} />}
        </Route>
        <Route>
          <Redirect to="/" />
        </Route>
      </Switch>
    </Suspense>
  );
}
