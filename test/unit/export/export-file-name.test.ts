import { existsSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { exportFileName } from '../../../main/pipeline/export/export-file-name.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';

function named(title: string, template = '{title}'): string {
  return exportFileName(template, { title, course: null, date: '2026-11-23', format: 'md' }, 'md');
}

describe('the name of an export', () => {
  test('follows the template', () => {
    const values = { title: 'Heat', course: 'Physics I', date: '2026-11-23', format: 'srt' };
    expect(exportFileName('{course} - {date} - {title}', values, 'srt')).toBe(
      'Physics I - 2026-11-23 - Heat.srt',
    );
    expect(exportFileName('{title} ({format})', values, 'srt')).toBe('Heat (srt).srt');
    expect(exportFileName('{course} - {title}', { ...values, course: null }, 'srt')).toBe('Heat.srt');
    expect(exportFileName('{unknown} {title}', values, 'srt')).toBe('{unknown} Heat.srt');
  });

  test.for([
    ['a/b\\c:d*e?f"g<h>i|j', 'a-b-c-d-e-f-g-h-i-j.md'],
    ['../../etc/passwd', 'etc-passwd.md'],
    ['CON', '_CON.md'],
    ['nul.txt', '_nul.txt.md'],
    ['com1', '_com1.md'],
    ['LPT¹', '_LPT¹.md'],
    ['Console', 'Console.md'],
    ['ends in dots...', 'ends in dots.md'],
    [' . spaces . ', 'spaces.md'],
    ['-rf', 'rf.md'],
    ['cod\u202Efdp.exe', 'codfdp.exe.md'],
    ['a\u0000b\u001fc\nd', 'abc d.md'],
    ['', 'Lecture.md'],
    ['...', 'Lecture.md'],
    ['\ud800', 'Lecture.md'],
    ['e\u0301', 'é.md'],
    ['Εντροπία 熵 الإنتروبيا 🙂', 'Εντροπία 熵 الإنتروبيا 🙂.md'],
  ] as const)('of %j is %j', ([title, expected]) => {
    expect(named(title)).toBe(expected);
  });

  test('is cut between characters where it is too long', () => {
    const family = '👩‍👩‍👧';
    const name = named(family.repeat(40));
    expect(Buffer.byteLength(name)).toBeLessThanOrEqual(203);
    expect(name.slice(0, -3).replaceAll(family, '')).toBe('');
    expect(named('x'.repeat(250))).toBe(`${'x'.repeat(200)}.md`);
  });

  test('never takes a title for a part of the template', () => {
    expect(named('{date}')).toBe('{date}.md');
  });

  test('makes a file in this folder and nowhere else, whatever the title', () => {
    const folder = temporaryFolder();
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 300 }), (title) => {
        const name = named(title);
        expect(path.basename(name)).toBe(name);
        expect(name).not.toMatch(/^[.\s]|[.\s]$|[<>:"/\\|?*]|\p{Cc}|[\u202A-\u202E]/u);
        writeFileSync(path.join(folder, name), 'x');
        expect(existsSync(path.join(folder, name))).toBe(true);
      }),
      { numRuns: 300 },
    );
  });
});
