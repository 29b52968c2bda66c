import { expect, test } from 'vitest';
import { parseSettingText } from '../../../main/settings/settings.ts';
import { failureCode } from '../../support/failure-code.ts';

test.each([
  ['cost.ceiling', '2.5', 2.5],
  ['cost.ceiling', 'none', null],
  ['jobs.maxAttempts', '3', 3],
  ['jobs.failFast', 'true', true],
  ['transcription.model', 'whisper-1', 'whisper-1'],
  ['transcription.model', '4', '4'],
  ['transcription.model', 'none', 'none'],
  ['transcription.language', 'none', null],
  ['exports.formats', 'md', ['md']],
  ['exports.formats', 'md, srt', ['md', 'srt']],
  ['exports.formats', '["md","srt"]', ['md', 'srt']],
  ['exports.formats', '[]', []],
  ['exports.fileName', '{title}', '{title}'],
  ['network.landmarks', 'one:443,two:80', ['one:443', 'two:80']],
])('%s typed as %j', (key, text, value) => {
  expect(parseSettingText(key, text)).toEqual(value);
});

test('what fits no rule is handed on as typed, for the rule to complain', () => {
  expect(parseSettingText('cost.ceiling', 'much')).toBe('much');
});

test.each([
  ['cost.ceiling', '1e9', 1e9],
  ['transcription.concurrency', '0', 0],
  ['exports.formats', 'md,pdf', ['md', 'pdf']],
])('%s typed as %j is of the right kind, so the complaint is about its value', (key, text, value) => {
  expect(parseSettingText(key, text)).toEqual(value);
});

test.each([['cost.roof'], ['provider.apiKey'], ['__proto__'], ['toString'], ['']])(
  'there is no setting %j',
  (key) => {
    expect(failureCode(() => parseSettingText(key, '1'))).toBe('SETTING_UNKNOWN');
  },
);
