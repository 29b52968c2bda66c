import { expect, test } from 'vitest';
import { createMeter } from '../../../main/media/decode-task.ts';
import { readFailure, refusal } from '../../../main/media/media-failures.ts';

test.each([
  ['ENOENT', 'AUDIO_FILE_MISSING', 'choose-file'],
  ['EACCES', 'AUDIO_NO_PERMISSION', 'retry'],
  ['EISDIR', 'AUDIO_IS_FOLDER', 'choose-file'],
  ['EIO', 'AUDIO_READ_FAILED', 'retry'],
  [undefined, 'AUDIO_READ_FAILED', 'retry'],
])('a file that cannot be read because of %s is told as %s', (systemCode, code, action) => {
  expect(readFailure(systemCode, new Error('no')).failure).toMatchObject({ code, remedy: { action } });
});

test('more sound than is accepted ends the decoding', () => {
  const meter = createMeter(() => undefined, 2);
  meter.push(new Uint8Array(4));
  expect(() => meter.push(new Uint8Array(2))).toThrow(
    expect.objectContaining({ trouble: { kind: 'too-long', log: '' } }),
  );
  expect(refusal('AUDIO_TOO_LONG').failure).toMatchObject({
    message: 'The recording is longer than 24 hours. Split it into parts.',
    remedy: { action: 'choose-file' },
  });
});
