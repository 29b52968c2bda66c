import { screen, waitFor, within } from '@testing-library/react';
import { describe, expect, it } from 'vitest';

import { firstStartSettings, sampleSettings } from '../support/page/sample-library.ts';
import { expectAccessible, openPage, tell } from '../support/page/open-page.tsx';

describe('the settings', () => {
  it('can be used by screen reader', async () => {
    await openPage({ at: '/settings' });
    await screen.findByRole('heading', { name: 'Provider' });
    await screen.findByText('gpt-transcribe', { selector: 'th' });

    await expectAccessible();
  });

  it('checks a key by a free call and keeps it for this session where there is no keychain', async () => {
    const { user, sent, bridge } = await openPage({
      at: '/settings/provider',
      answers: { 'get-settings': () => firstStartSettings },
    });
    await user.type(await screen.findByLabelText('API key'), 'sk-test');
    expect(screen.getByRole('radio', { name: 'This session only' }).getAttribute('aria-checked')).toBe(
      'true',
    );
    expect(screen.getByRole('radio', { name: 'Plain file only you can read' })).toBeTruthy();

    await user.click(screen.getByRole('button', { name: 'Check and save' }));

    await waitFor(() => expect(sent('set-secret')).toHaveLength(1));
    expect(sent('check-provider')[0]).toEqual({ apiKey: 'sk-test' });
    expect(sent('set-secret')[0]).toEqual({ name: 'provider.apiKey', value: 'sk-test', place: 'session' });
    await tell(bridge, {
      name: 'settings-changed',
      payload: {
        ...firstStartSettings,
        revision: 2,
        secrets: { 'provider.apiKey': { isSet: true, place: 'session' } },
      },
    });
    expect(await screen.findByText('A key is set, kept for this session only.')).toBeTruthy();
    expect(document.body.innerHTML).not.toContain('sk-test');
  });

  it('keeps a refused key only when told to', async () => {
    const { user, sent } = await openPage({
      at: '/settings/provider',
      answers: {
        'get-settings': () => ({ ...firstStartSettings, keychain: { available: true, name: 'Keychain' } }),
        'check-provider': () => ({
          ok: false,
          failure: {
            code: 'PROVIDER_KEY_REFUSED',
            message: 'The server does not accept this key.',
            remedy: { action: 'enter-key', label: 'Enter a key' },
          },
          models: [],
        }),
      },
    });
    await user.type(await screen.findByLabelText('API key'), 'sk-bad{Enter}');

    expect((await screen.findAllByText('The server does not accept this key.')).length).toBeGreaterThan(0);
    expect(sent('set-secret')).toEqual([]);
    await user.click(screen.getByRole('button', { name: 'Keep it all the same' }));

    await waitFor(() => expect(sent('set-secret')).toHaveLength(1));
    expect(sent('set-secret')[0]).toMatchObject({ place: 'keychain' });
  });

  it('offers the models the server has, with the day they end', async () => {
    const { user, sent } = await openPage({ at: '/settings/models' });
    await user.click(await screen.findByRole('combobox', { name: 'Transcription' }));
    const option = await screen.findByRole('option', { name: /whisper-1/ });
    expect(option.textContent).toContain('ends 26 Feb 2027');

    await user.click(option);

    expect(sent('set-settings')).toEqual([{ settings: { 'transcription.model': 'whisper-1' } }]);
  });

  it('keeps files in another folder when the person chooses one', async () => {
    const { user, sent } = await openPage({
      at: '/settings/storage',
      answers: { 'choose-folder': () => ({ paths: ['/media/lectures'] }) },
    });
    await user.click(await screen.findByRole('button', { name: 'Choose a folder…' }));

    await waitFor(() =>
      expect(sent('set-settings')).toEqual([{ settings: { 'storage.folder': '/media/lectures' } }]),
    );
  });

  it('shows why a value was refused', async () => {
    const { user } = await openPage({
      at: '/settings/work',
      answers: {
        'set-settings': () => ({
          code: 'SETTING_INVALID',
          message: 'Segments at once must be from 1 to 32.',
          remedy: { action: 'none', label: '' },
        }),
      },
    });
    const field = await screen.findByRole('textbox', { name: 'Segments at once' });
    await user.clear(field);
    await user.type(field, '99{Enter}');

    expect(await screen.findByText('Segments at once must be from 1 to 32.')).toBeTruthy();
  });

  it('does not offer to change what the environment sets', async () => {
    await openPage({
      at: '/settings/provider',
      answers: { 'get-settings': () => ({ ...sampleSettings, overridden: ['provider.baseUrl'] }) },
    });

    expect(await screen.findByText('Set by the environment or a flag; change it there.')).toBeTruthy();
    expect(screen.queryByRole('textbox', { name: 'Server address' })).toBeNull();
  });

  it('edits the price table', async () => {
    const { user, sent } = await openPage({
      at: '/settings/prices',
      answers: { 'set-prices': (input) => input as never },
    });
    await user.click(await screen.findByRole('button', { name: 'Edit prices' }));
    const field = screen.getByRole('textbox', { name: 'gpt-transcribe, minute of sound' });
    await user.clear(field);
    await user.type(field, '0.006');
    await user.click(screen.getByRole('button', { name: 'Save prices' }));

    await waitFor(() => expect(sent('set-prices')).toHaveLength(1));
    const { models } = sent('set-prices')[0] as { models: { model: string; perAudioMinute: number }[] };
    expect(models[0]).toMatchObject({ model: 'gpt-transcribe', perAudioMinute: 0.006 });
  });

  it('shows what left this machine', async () => {
    const { user } = await openPage({ at: '/settings/sent' });
    await user.click(await screen.findByRole('button', { name: 'Show the log' }));

    const row = await screen.findByRole('row', { name: /api.openai.com/ });
    expect(within(row).getByText('118 kB')).toBeTruthy();
  });

  it('draws dark when the settings say so', async () => {
    await openPage({
      answers: {
        'get-settings': () => ({
          ...sampleSettings,
          settings: { ...sampleSettings.settings, 'appearance.theme': 'dark' },
        }),
      },
    });

    await waitFor(() => expect(document.documentElement.dataset['theme']).toBe('dark'));
  });
});
