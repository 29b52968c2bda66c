import type { ReactElement } from 'react';

export function LecturePage({ lectureId }: { lectureId: string }): ReactElement {
  return <h1>{lectureId}</h1>;
}
