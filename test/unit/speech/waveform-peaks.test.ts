import { describe, expect, it } from 'vitest';

import { createPeakMeter } from '../../../main/pipeline/speech/waveform-peaks.ts';

describe('waveform peaks', () => {
  it('are the highest absolute sample of each tenth of a second, a begun one included', () => {
    const samples = new Int16Array(3200 + 10);
    samples[100] = 16_384;
    samples[1700] = -32_768;
    samples[3205] = 8192;
    const meter = createPeakMeter();

    meter.push(samples.subarray(0, 1650));
    meter.push(samples.subarray(1650));

    expect([...meter.finish()]).toEqual([128, 255, 64]);
  });

  it('are none for no sound', () => {
    expect(createPeakMeter().finish()).toHaveLength(0);
  });
});
