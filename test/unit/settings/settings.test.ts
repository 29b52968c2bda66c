import { join } from 'node:path';
import { onTestFinished, describe, expect, test } from 'vitest';
import { settingDefaults, settingKeys } from '../../../preload/contract/settings.ts';
import { openDatabase } from '../../../main/database/open-database.ts';
import { createSettingRows } from '../../../main/database/setting-rows.ts';
import { systemClock } from '../../../main/lib/clock.ts';
import {
  createSettings,
  overridesFromEnvironment,
  parseSettingText,
  type SettingOverrides,
} from '../../../main/settings/settings.ts';
import { failureOf } from '../../support/failure-of.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';

function rows() {
  const folder = temporaryFolder();
  const options = { backupFolder: folder, clock: systemClock };
  const database = openDatabase(join(folder, 'lectern.db'), options);
  onTestFinished(() => database.close());
  return createSettingRows(database.connection, database.transact);
}

describe('settings in force', () => {
  test('nothing was set: the defaults hold, and none of them breaks a rule', () => {
    expect(createSettings(rows(), {}).current()).toEqual(settingDefaults);
  });

  test('what was saved goes before the defaults and is there after a restart', () => {
    const saved = rows();
    createSettings(saved, {}).save({
      'cost.ceiling': 2.5,
      'exports.formats': ['md'],
      'generation.language': 'de',
    });

    const again = createSettings(saved, {}).current();

    expect(again['cost.ceiling']).toBe(2.5);
    expect(again['exports.formats']).toEqual(['md']);
    expect(again['generation.language']).toBe('de');
    expect(again['generation.model']).toBe(settingDefaults['generation.model']);
  });

  test('a saved value that no longer fits gives way to the default instead of keeping the app from opening', () => {
    const saved = rows();
    saved.write(
      new Map([
        ['jobs.maxAttempts', '"many"'],
        ['exports.formats', 'not JSON'],
        ['generation.model', '"gpt-6-luna-next"'],
        ['gone.setting', '1'],
      ]),
    );

    const current = createSettings(saved, {}).current();

    expect(current['jobs.maxAttempts']).toBe(settingDefaults['jobs.maxAttempts']);
    expect(current['exports.formats']).toEqual(settingDefaults['exports.formats']);
    expect(current['generation.model']).toBe('gpt-6-luna-next');
  });

  test('a flag goes before the environment, that before what was saved', () => {
    const saved = rows();
    createSettings(saved, {}).save({ 'provider.baseUrl': 'http://saved.example/v1' });
    const environment = overridesFromEnvironment({ OPENAI_BASE_URL: 'http://environment.example/v1' });
    const flag: SettingOverrides = { 'provider.baseUrl': 'http://flag.example/v1' };
    const address = (overrides: SettingOverrides) =>
      createSettings(saved, overrides).current()['provider.baseUrl'];

    expect(address({})).toBe('http://saved.example/v1');
    expect(address(environment)).toBe('http://environment.example/v1');
    expect(address({ ...environment, ...flag })).toBe('http://flag.example/v1');
  });

  test('what a flag or the environment decides is named, and stays when another value is saved', () => {
    const settings = createSettings(rows(), { 'generation.model': 'from-a-flag' });

    settings.save({ 'generation.model': 'saved' });

    expect(settings.overridden()).toEqual(['generation.model']);
    expect(settings.current()['generation.model']).toBe('from-a-flag');
  });

  test('an empty or missing variable decides nothing', () => {
    expect(overridesFromEnvironment({})).toEqual({});
    expect(overridesFromEnvironment({ OPENAI_BASE_URL: '' })).toEqual({});
    expect(overridesFromEnvironment({ OPENAI_BASE_URL: '  ' })).toEqual({});
  });

  test('nobody can change the settings by changing the object that was handed out', () => {
    const current = createSettings(rows(), {}).current();
    expect(Object.isFrozen(current)).toBe(true);
  });

  test('listeners hear of every saving', () => {
    const settings = createSettings(rows(), {});
    let heard = 0;
    const stop = settings.subscribe(() => (heard += 1));

    settings.save({ 'jobs.failFast': true });
    stop();
    settings.save({ 'jobs.failFast': false });

    expect(heard).toBe(1);
  });
});

describe('bad settings', () => {
  test('all problems of a saving are named at once, and nothing is saved', () => {
    const saved = rows();
    const settings = createSettings(saved, {});

    const failure = failureOf(() =>
      settings.save({
        'generation.model': 'good',
        'jobs.maxAttempts': 0,
        'provider.baseUrl': 'ftp://example.org',
        'no.such.setting': 1,
      }),
    );

    expect(failure.code).toBe('SETTINGS_INVALID');
    expect(failure.remedy.action).toBe('open-settings');
    for (const key of ['jobs.maxAttempts', 'provider.baseUrl', 'no.such.setting']) {
      expect(failure.message).toContain(key);
    }
    expect(saved.all().size).toBe(0);
    expect(settings.current()['generation.model']).toBe(settingDefaults['generation.model']);
  });

  test('flags and environment that break a rule are all named in one message', () => {
    const overrides = { 'cost.ceiling': -1, 'jobs.maxAttempts': 'many', 'provider.baseUrl': 'nowhere' };

    const { code, message } = failureOf(() => createSettings(rows(), overrides));

    expect(code).toBe('SETTINGS_INVALID');
    for (const key of Object.keys(overrides)) expect(message).toContain(key);
  });

  test('a row of a setting that no longer exists is passed over', () => {
    const saved = rows();
    saved.write(new Map([['once.there', '1']]));
    expect(createSettings(saved, {}).current()).toEqual(settingDefaults);
  });
});

describe('values typed on a command line', () => {
  test.each([
    ['cost.ceiling', '2.5', 2.5],
    ['cost.ceiling', 'none', null],
    ['generation.language', 'none', null],
    ['generation.fallbackModel', 'none', null],
    ['storage.folder', 'none', null],
    ['transcription.language', 'pt-BR', 'pt-BR'],
    ['jobs.failFast', 'true', true],
    ['jobs.maxAttempts', '3', 3],
    ['exports.formats', 'md', ['md']],
    ['exports.formats', 'md, json', ['md', 'json']],
    ['exports.formats', '["md"]', ['md']],
    ['exports.formats', 'none', []],
    ['network.landmarks', 'a.example:443,b.example:53', ['a.example:443', 'b.example:53']],
    ['generation.model', '5', '5'],
    ['generation.model', 'none', 'none'],
    ['exports.fileName', '{title}', '{title}'],
    ['appearance.theme', 'dark', 'dark'],
  ])('%s %s', (key, text, expected) => {
    expect(parseSettingText(key, text)).toEqual(expected);
  });

  test('every default that is shown can be typed again', () => {
    for (const key of settingKeys) {
      const value = settingDefaults[key];
      const typed = typeof value === 'string' ? value : JSON.stringify(value);
      expect(parseSettingText(key, typed), key).toEqual(value);
    }
  });

  test('a value that fits no rule is handed on, so that saving names the problem', () => {
    expect(parseSettingText('jobs.maxAttempts', 'many')).toBe('many');
  });

  test('an unknown key is refused with its name', () => {
    expect(failureOf(() => parseSettingText('cost.celing', '1'))).toMatchObject({ code: 'SETTING_UNKNOWN' });
    expect(failureOf(() => parseSettingText('toString', '1')).code).toBe('SETTING_UNKNOWN');
  });
});
