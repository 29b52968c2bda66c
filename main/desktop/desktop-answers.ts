import { z } from 'zod';
import { secretNameSchema, secretPlaceSchema } from '../../preload/contract/settings.ts';
import { toFailure } from '../lib/failure.ts';
import type { DesktopQuestion } from '../lib/thread-messages.ts';
import type { SecretVault } from '../settings/ports.ts';
import type { DesktopAnswers } from './core-thread.ts';

const readSchema = z.object({ name: secretNameSchema });
const writeSchema = z.object({
  name: secretNameSchema,
  value: z.string().nullable(),
  place: secretPlaceSchema.nullable(),
});

/** Answers the core's questions to the desktop. */
export function createDesktopAnswers(vault: SecretVault): DesktopAnswers {
  return async (question, input) => {
    try {
      return { ok: true, value: await answer(vault, question, input) };
    } catch (error) {
      return { ok: false, failure: toFailure(error) };
    }
  };
}

async function answer(vault: SecretVault, question: DesktopQuestion, input: unknown): Promise<unknown> {
  switch (question) {
    case 'read-secret':
      return vault.read(readSchema.parse(input).name);
    case 'write-secret': {
      const { name, value, place } = writeSchema.parse(input);
      await vault.write(name, value, place);
      return null;
    }
    case 'secret-states':
      return vault.states();
    case 'keychain':
      return vault.keychain();
  }
}
