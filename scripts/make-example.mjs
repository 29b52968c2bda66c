/**
 * Makes the example lecture's recording, transcript and speech map from resources/example/lecture.txt, one sentence a line and an
 * empty line between paragraphs. Every sentence is spoken on its own, so the times in the transcript are those of the recording.
 * Needs espeak-ng and ffmpeg; run it when the text has changed, and commit what it writes.
 */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { speechFile } from '../main/pipeline/ingest/speech-file.ts';
import { createFeatureExtractor } from '../main/pipeline/speech/feature-extractor.ts';
import { buildSpeechMap } from '../main/pipeline/speech/speech-map.ts';
import { createPeakMeter } from '../main/pipeline/speech/waveform-peaks.ts';

const SAMPLE_RATE = 16_000;
const SENTENCE_PAUSE_MS = 450;
const PARAGRAPH_PAUSE_MS = 1_100;
const WORDS_PER_MINUTE = 150;

const folder = fileURLToPath(new URL('../resources/example/', import.meta.url));
const work = mkdtempSync(path.join(tmpdir(), 'example-'));

try {
  const { segments, samples } = speak(readFileSync(path.join(folder, 'lecture.txt'), 'utf8'));
  const durationMs = Math.round((samples.length * 1000) / SAMPLE_RATE);
  writeMp3(samples);
  writeFileSync(path.join(folder, 'speech.json'), speechOf(samples, durationMs));
  writeFileSync(
    path.join(folder, 'transcript.json'),
    `${JSON.stringify({ language: 'en', durationMs, segments }, null, 2)}\n`,
  );
  const audio = path.join(folder, 'audio.mp3');
  console.log(
    `${segments.length} sentences, ${(durationMs / 60_000).toFixed(2)} min, ${statSync(audio).size} bytes`,
  );
} finally {
  rmSync(work, { recursive: true });
}

/** Speaks sentence by sentence; answers the sentences with their times and the whole recording. */
function speak(text) {
  const segments = [];
  const parts = [silence(SENTENCE_PAUSE_MS)];
  let length = parts[0].length;
  for (const line of text.trim().split('\n')) {
    const spoken =
      line.trim() === '' ? silence(PARAGRAPH_PAUSE_MS - SENTENCE_PAUSE_MS) : sentence(line.trim());
    parts.push(spoken);
    if (line.trim() !== '') {
      segments.push({
        id: `s${segments.length + 1}`,
        startMs: Math.round((length * 1000) / SAMPLE_RATE),
        endMs: Math.round(((length + spoken.length) * 1000) / SAMPLE_RATE),
        text: line.trim(),
        flags: [],
      });
      parts.push(silence(SENTENCE_PAUSE_MS));
      length += parts.at(-1).length;
    }
    length += spoken.length;
  }
  const samples = new Int16Array(length);
  let at = 0;
  for (const part of parts) {
    samples.set(part, at);
    at += part.length;
  }
  return { segments, samples };
}

/** One spoken sentence without the silence around it. */
function sentence(text) {
  const wav = path.join(work, 'sentence.wav');
  execFileSync('espeak-ng', ['-v', 'en-gb', '-s', `${WORDS_PER_MINUTE}`, '-w', wav, text]);
  const pcm = execFileSync('ffmpeg', [
    '-v',
    'error',
    '-i',
    wav,
    '-f',
    's16le',
    '-ac',
    '1',
    '-ar',
    `${SAMPLE_RATE}`,
    '-',
  ]);
  const samples = new Int16Array(pcm.buffer.slice(pcm.byteOffset, pcm.byteOffset + pcm.length));
  const isLoud = (sample) => Math.abs(sample) > 150;
  return samples.slice(samples.findIndex(isLoud), samples.findLastIndex(isLoud) + 1);
}

function silence(milliseconds) {
  return new Int16Array((milliseconds * SAMPLE_RATE) / 1000);
}

/** The recording as Lectern's own playback proxy would be: mono MP3 of 48 kbit/s, without anything that changes from run to run. */
function writeMp3(samples) {
  const pcm = path.join(work, 'lecture.pcm');
  writeFileSync(pcm, samples);
  const input = ['-f', 's16le', '-ac', '1', '-ar', `${SAMPLE_RATE}`, '-i', pcm];
  const output = [
    '-map_metadata',
    '-1',
    '-fflags',
    '+bitexact',
    '-b:a',
    '48k',
    path.join(folder, 'audio.mp3'),
  ];
  execFileSync('ffmpeg', ['-v', 'error', '-y', ...input, ...output]);
}

/** Waveform and speech map, as ingest would have found them. */
function speechOf(samples, durationMs) {
  const features = createFeatureExtractor();
  const peaks = createPeakMeter();
  features.push(samples);
  peaks.push(samples);
  const map = buildSpeechMap(features.finish(), samples.length);
  return `${JSON.stringify(JSON.parse(speechFile({ durationMs, peaks: peaks.finish(), map })), null, 2)}\n`;
}
