import { useId, useState, type ReactElement } from 'react';
import { useLocation } from 'wouter';

import type { Course } from '../../../preload/contract/course.ts';
import { runCommand } from '../../parts/run-command.ts';
import { useLectern } from '../../state/store.ts';
import { Button } from '../../ui/button.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { Select } from '../../ui/select.tsx';
import { TextField } from '../../ui/text-field.tsx';
import { languageCodes, languageName } from '../../words/names.ts';

interface CourseDialogProps {
  /** The course to change; null makes a new one. */
  readonly course: Course | null;
  readonly onClose: () => void;
}

type Draft = Pick<Course, 'title' | 'glossary' | 'transcriptionLanguage' | 'generationLanguage' | 'presetId'>;

/** Makes a course, or changes its title, glossary, languages and preset. */
export function CourseDialog({ course, onClose }: CourseDialogProps): ReactElement {
  const usualPreset = useLectern((state) => state.settings?.settings['generation.preset'] ?? '');
  const [, navigate] = useLocation();
  const [draft, setDraft] = useState<Draft>(course ?? { ...emptyDraft, presetId: usualPreset });
  const title = draft.title.trim();

  async function save(): Promise<void> {
    if (title === '') return;
    const known = course ?? (await runCommand('create-course', { title }));
    if (known === null) return;
    const saved = await runCommand('update-course', { ...pick(draft), id: known.id, title });
    if (saved === null) return;
    onClose();
    if (course === null) navigate(`/course/${saved.id}`);
  }

  return (
    <Dialog
      isOpen
      onClose={onClose}
      title={course === null ? 'New course' : 'Edit course'}
      description="Its lectures share a glossary, languages and the way material is written."
      actions={
        <>
          <Button onClick={onClose}>Cancel</Button>
          <Button tone="primary" type="submit" form="course" disabled={title === ''}>
            {course === null ? 'Make course' : 'Save'}
          </Button>
        </>
      }
    >
      <form
        id="course"
        className="flex flex-col gap-4"
        onSubmit={(event) => {
          event.preventDefault();
          void save();
        }}
      >
        <TextField
          label="Title"
          value={draft.title}
          onChange={(next) => setDraft({ ...draft, title: next })}
        />
        <GlossaryField terms={draft.glossary} onChange={(glossary) => setDraft({ ...draft, glossary })} />
        <CourseChoices draft={draft} onChange={setDraft} />
      </form>
    </Dialog>
  );
}

const emptyDraft: Draft = {
  title: '',
  glossary: [],
  transcriptionLanguage: null,
  generationLanguage: null,
  presetId: '',
};

function pick(draft: Draft): Omit<Draft, 'presetId'> & Partial<Pick<Draft, 'presetId'>> {
  const { glossary, transcriptionLanguage, generationLanguage, presetId, title } = draft;
  return {
    title,
    glossary,
    transcriptionLanguage,
    generationLanguage,
    ...(presetId === '' ? {} : { presetId }),
  };
}

interface GlossaryFieldProps {
  readonly terms: readonly string[];
  readonly onChange: (terms: string[]) => void;
}

function GlossaryField({ terms, onChange }: GlossaryFieldProps): ReactElement {
  const id = useId();
  const [text, setText] = useState(terms.join('\n'));
  return (
    <div className="flex flex-col gap-1">
      <label htmlFor={id} className="font-medium">
        Glossary
      </label>
      <textarea
        id={id}
        aria-describedby={`${id}-about`}
        rows={4}
        spellCheck={false}
        value={text}
        onChange={(event) => {
          setText(event.target.value);
          onChange(linesOf(event.target.value));
        }}
        className="w-full resize-y rounded-control border border-control bg-panel px-3 py-2"
      />
      <p id={`${id}-about`} className="text-small text-secondary">
        Terms and names as they should be spelled, one on each line.
      </p>
    </div>
  );
}

function linesOf(text: string): string[] {
  const lines = text.split('\n').map((line) => line.trim().slice(0, 100));
  return [...new Set(lines.filter((line) => line !== ''))].slice(0, 500);
}

const byItself = 'by-itself';

function CourseChoices({
  draft,
  onChange,
}: {
  draft: Draft;
  onChange: (draft: Draft) => void;
}): ReactElement {
  const presets = useLectern((state) => state.presets);
  const languages = languageCodes.map((code) => ({ value: code, label: languageName(code) }));
  return (
    <div className="grid grid-cols-[1fr_220px] items-center gap-x-4 gap-y-2">
      <span>Language spoken</span>
      <Select
        label="Language spoken"
        value={draft.transcriptionLanguage ?? byItself}
        choices={[{ value: byItself, label: 'Found by itself' }, ...languages]}
        onChange={(code) => onChange({ ...draft, transcriptionLanguage: code === byItself ? null : code })}
      />
      <span>Language of the material</span>
      <Select
        label="Language of the material"
        value={draft.generationLanguage ?? byItself}
        choices={[{ value: byItself, label: 'The language spoken' }, ...languages]}
        onChange={(code) => onChange({ ...draft, generationLanguage: code === byItself ? null : code })}
      />
      <span>Preset</span>
      <Select
        label="Preset"
        value={draft.presetId}
        choices={presets.map((preset) => ({ value: preset.id, label: preset.name }))}
        onChange={(presetId) => onChange({ ...draft, presetId })}
      />
    </div>
  );
}
