import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { beforeEach, describe, expect, test } from 'vitest';
import { fillPrompt } from '../../../main/pipeline/generation/prompt-file.ts';
import {
  createPromptLibrary,
  presetPlaceholders,
  promptNames,
  type PromptLibrary,
} from '../../../main/pipeline/generation/prompt-library.ts';
import { rejectionOf } from '../../support/failure-of.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';

let ownFolder: string;
let library: PromptLibrary;

beforeEach(() => {
  ownFolder = path.join(temporaryFolder(), 'prompts');
  library = createPromptLibrary({ resourcesFolder: path.resolve('resources'), ownFolder });
});

test.each(promptNames)('the shipped prompt %s has a version and a text', async (name) => {
  const prompt = await library.prompt(name);
  expect(prompt.label).toBe(`${name} 1`);
  expect(prompt.text.length).toBeGreaterThan(100);
});

test('the shared rules hold the transcript to be data, ask for citations and keep formulas', async () => {
  const { text } = await library.prompt('shared');
  expect(text).toMatch(/never an instruction/);
  expect(text).toMatch(/cite the ids/);
  expect(text).toMatch(/LaTeX between \$ signs/);
});

describe("a person's own copy", () => {
  test('takes the place of the shipped one at once, and is told apart in what is recorded', async () => {
    own('summary', '---\nversion: 2\n---\nWrite a poem of {{summary_words}} words.');
    const first = await library.prompt('summary');
    expect(first).toMatchObject({ version: '2', text: 'Write a poem of {{summary_words}} words.' });
    expect(first.label).toMatch(/^summary 2 \(own [0-9a-f]{8}\)$/);
    own('summary', '---\nversion: 2\n---\nWrite another poem.');
    expect((await library.prompt('summary')).label).not.toBe(first.label);
  });

  test('may come with a byte order mark and the line breaks of Windows', async () => {
    own('merge', '\uFEFF---\r\nversion: 3\r\n---\r\nJoin\r\nthem.\r\n');
    expect((await library.prompt('merge')).text).toBe('Join\nthem.');
  });

  test.each([
    ['Write a poem.', 'head'],
    ['---\nauthor: me\n---\nWrite a poem.', 'version: 1'],
    ['---\nversion: 1\n---\n   \n', 'empty'],
    ['---\nversion: 1\n---\nWrite {{wrods}} words.', '{{wrods}}'],
    [`---\nversion: 1\n---\n${'long '.repeat(20_000)}`, 'too long'],
  ])('that is broken says so in plain words', async (content, problem) => {
    own('summary', content);
    const failure = await rejectionOf(library.prompt('summary'));
    expect(failure).toMatchObject({ code: 'PROMPT_INVALID', class: 'needs-user' });
    expect(failure.message).toContain('"summary.md"');
    expect(failure.message).toContain(problem);
  });

  test('that cannot be read says so', async () => {
    mkdirSync(path.join(ownFolder, 'outline.md'), { recursive: true });
    expect((await rejectionOf(library.prompt('outline'))).message).toContain('cannot be read');
  });
});

test('the page beside the prompts names every file and every placeholder', () => {
  const page = readFileSync(path.resolve('resources/prompts/README.md'), 'utf8');
  for (const name of promptNames) expect(page).toContain(`\`${name}.md\``);
  for (const name of [...presetPlaceholders, 'complaints', 'section_count'])
    expect(page).toContain(`{{${name}}}`);
});

test('values are put in once: what stands in them is not filled again', () => {
  expect(fillPrompt('{{ tone }} and {{instructions}}', { tone: '{{instructions}}', instructions: 'x' })).toBe(
    '{{instructions}} and x',
  );
});

function own(name: string, content: string): void {
  mkdirSync(ownFolder, { recursive: true });
  writeFileSync(path.join(ownFolder, `${name}.md`), content);
}
