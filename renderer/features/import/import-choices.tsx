import { useId, type ReactElement, type ReactNode } from 'react';

import { useLectern } from '../../state/store.ts';
import { Checkbox } from '../../ui/checkbox.tsx';
import { Select } from '../../ui/select.tsx';
import { TextField } from '../../ui/text-field.tsx';
import { exportFormats, exportFormatWords, languageCodes, languageName } from '../../words/names.ts';
import { asSet, newCourse, noCourse, type ImportDraft } from './import-draft.ts';

interface ImportChoicesProps {
  readonly draft: ImportDraft;
  readonly onChange: (draft: ImportDraft) => void;
}

const languages = languageCodes.map((code) => ({ value: code, label: languageName(code) }));

/** Course, preset, languages and formats. What is left alone follows the course, then the settings. */
export function ImportChoices({ draft, onChange }: ImportChoicesProps): ReactElement {
  const courses = useLectern((state) => state.library?.courses) ?? [];
  const presets = useLectern((state) => state.presets);
  return (
    <div className="grid grid-cols-2 gap-x-6 gap-y-4">
      <Labelled label="Course">
        <Select
          label="Course"
          value={draft.course}
          choices={[
            { value: noCourse, label: 'None' },
            ...courses.map((course) => ({ value: course.id, label: course.title })),
            { value: newCourse, label: 'New course…' },
          ]}
          onChange={(course) => onChange({ ...draft, course })}
          className="w-full"
        />
        {draft.course === newCourse ? (
          <TextField
            label="Title of the new course"
            isLabelHidden
            placeholder="Title of the new course"
            value={draft.newCourseTitle}
            onChange={(newCourseTitle) => onChange({ ...draft, newCourseTitle })}
            className="mt-2"
          />
        ) : null}
      </Labelled>
      <Labelled label="Preset">
        <Select
          label="Preset"
          value={draft.preset}
          choices={[
            { value: asSet, label: 'As usual' },
            ...presets.map((preset) => ({ value: preset.id, label: preset.name })),
          ]}
          onChange={(preset) => onChange({ ...draft, preset })}
          className="w-full"
        />
      </Labelled>
      <Labelled label="Language spoken">
        <Select
          label="Language spoken"
          value={draft.transcriptionLanguage}
          choices={[{ value: asSet, label: 'As usual' }, ...languages]}
          onChange={(transcriptionLanguage) => onChange({ ...draft, transcriptionLanguage })}
          className="w-full"
        />
      </Labelled>
      <Labelled label="Language of the material">
        <Select
          label="Language of the material"
          value={draft.generationLanguage}
          choices={[{ value: asSet, label: 'As usual' }, ...languages]}
          onChange={(generationLanguage) => onChange({ ...draft, generationLanguage })}
          className="w-full"
        />
      </Labelled>
      <Formats draft={draft} onChange={onChange} />
    </div>
  );
}

function Formats({ draft, onChange }: ImportChoicesProps): ReactElement {
  const usual = useLectern((state) => state.settings?.settings['exports.formats']) ?? [];
  const formats = draft.formats ?? usual;
  return (
    <fieldset className="col-span-2">
      <legend className="mb-1.5 font-medium">Export files to make at the end</legend>
      <div className="grid grid-cols-3 gap-x-4">
        {exportFormats.map((format) => (
          <Checkbox
            key={format}
            label={exportFormatWords[format].name}
            isChecked={formats.includes(format)}
            onChange={(isChecked) =>
              onChange({
                ...draft,
                formats: isChecked ? [...formats, format] : formats.filter((one) => one !== format),
              })
            }
          />
        ))}
      </div>
    </fieldset>
  );
}

function Labelled({ label, children }: { label: string; children: ReactNode }): ReactElement {
  const id = useId();
  return (
    <div role="group" aria-labelledby={id}>
      <p id={id} className="mb-1.5 font-medium">
        {label}
      </p>
      {children}
    </div>
  );
}
