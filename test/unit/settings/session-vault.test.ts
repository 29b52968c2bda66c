import { expect, test } from 'vitest';
import { createSessionVault } from '../../../main/settings/session-vault.ts';
import { rejectionOf } from '../../support/failure-of.ts';

const name = 'provider.apiKey';

test('without a key there is none', async () => {
  const vault = createSessionVault({ OPENAI_API_KEY: '' });
  expect(await vault.read(name)).toBeNull();
  expect(await vault.states()).toEqual({ [name]: { isSet: false, place: null } });
});

test('the environment gives a key, and one that was handed over goes before it', async () => {
  const environment = { OPENAI_API_KEY: 'from-environment' };
  const vault = createSessionVault(environment);
  const given = createSessionVault(environment, { [name]: 'handed-over' });

  expect([await vault.read(name), await given.read(name)]).toEqual(['from-environment', 'handed-over']);
  expect(await vault.states()).toEqual({ [name]: { isSet: true, place: 'environment' } });
  expect(await given.states()).toEqual({ [name]: { isSet: true, place: 'session' } });
});

test('a key can be kept for this process and forgotten again', async () => {
  const vault = createSessionVault({});

  await vault.write(name, 'k', null);
  expect(await vault.read(name)).toBe('k');
  await vault.write(name, null, 'session');
  expect(await vault.read(name)).toBeNull();
});

test.each(['keychain', 'file'] as const)('saving in the %s is for the app', async (place) => {
  const vault = createSessionVault({});

  const failure = await rejectionOf(vault.write(name, 'k', place));

  expect(failure).toMatchObject({ code: 'KEYCHAIN_UNAVAILABLE', remedy: { action: 'start-app' } });
  expect(await vault.read(name)).toBeNull();
});
