import type { ReactElement } from 'react';

import { Checkbox } from '../../ui/checkbox.tsx';
import { exportFormats, exportFormatWords } from '../../words/names.ts';
import { TextSetting } from './controls.tsx';
import { Section } from './section.tsx';
import { useSetting } from './use-setting.ts';

/** Which files are made when a lecture is ready, and how they are named. */
export function ExportsSection(): ReactElement {
  const { value: formats, set } = useSetting('exports.formats');
  return (
    <Section title="Exports">
      <fieldset className="px-4 py-3">
        <legend className="sr-only">Files made for every lecture</legend>
        <p aria-hidden className="mb-2 font-medium">
          Files made for every lecture
        </p>
        <div className="grid grid-cols-2 gap-x-6">
          {exportFormats.map((format) => (
            <Checkbox
              key={format}
              label={exportFormatWords[format].name}
              remark={exportFormatWords[format].use}
              isChecked={formats.includes(format)}
              onChange={(isChecked) =>
                set(isChecked ? [...formats, format] : formats.filter((one) => one !== format))
              }
            />
          ))}
        </div>
      </fieldset>
      <TextSetting
        setting="exports.fileName"
        label="File name"
        about="May contain {course}, {title}, {date} and {format}."
      />
    </Section>
  );
}
