import { z } from 'zod';
import type { ListedModel } from '../pipeline/provider-port.ts';
import { LecternError } from '../lib/failure.ts';
import type { OpenAiConnection } from './openai-connection.ts';
import { answerBroken } from './openai-failure.ts';
import type { ProviderCredentials } from './provider-access.ts';

/** The free questions to a server: which models it has, whether it answers at all. */
export interface OpenAiModels {
  /**
   * Models in the server's order; costs nothing. With `credentials` another address or key is tried than the saved ones.
   * Throws as `OpenAiConnection.send`; `ANSWER_BROKEN` when the answer is no list of models.
   */
  list(signal: AbortSignal, credentials?: ProviderCredentials): Promise<readonly ListedModel[]>;
  /**
   * Whether the configured server answers as such, even if only to refuse the key; false for a closed door, a web page and
   * a server in trouble. Never throws, except the reason of an aborted signal.
   */
  answers(signal: AbortSignal): Promise<boolean>;
}

const listSchema = z.object({ data: z.array(z.unknown()) });
const modelSchema = z.object({ id: z.string().min(1), shutdown_date: z.string().nullish() });

/** `GET /models` of a server that speaks the OpenAI API. */
export function createOpenAiModels(connection: OpenAiConnection): OpenAiModels {
  const list: OpenAiModels['list'] = async (signal, credentials) => {
    const subject = { endpoint: null, model: null };
    const answer = await connection.send(
      subject,
      (client, limited) => client.models.list({ signal: limited }),
      signal,
      credentials,
    );
    return readModels(answer.body, connection.host());
  };
  return {
    list,
    async answers(signal) {
      try {
        await list(signal);
        return true;
      } catch (error) {
        signal.throwIfAborted();
        return error instanceof LecternError && saysItIsThere(error);
      }
    },
  };
}

/** A refusal is an answer; a broken one, a timeout or an error of the server's own is not what work can go on with. */
function saysItIsThere({ failure }: LecternError): boolean {
  return failure.class === 'needs-user' || failure.class === 'fatal' || failure.class === 'throttled';
}

function readModels(body: string, host: string): readonly ListedModel[] {
  const entries = parseList(body, host).data;
  return entries.flatMap((entry) => {
    const model = modelSchema.safeParse(entry);
    return model.success ? [{ id: model.data.id, shutdownDate: dayOf(model.data.shutdown_date) }] : [];
  });
}

function parseList(body: string, host: string): z.infer<typeof listSchema> {
  try {
    return listSchema.parse(JSON.parse(body));
  } catch (cause) {
    const context = { host, isLocal: false, endpoint: null, model: null, now: 0, otherHostsAnswer: true };
    throw answerBroken(context, cause);
  }
}

function dayOf(text: string | null | undefined): string | null {
  return /^\d{4}-\d{2}-\d{2}/.exec(text ?? '')?.[0] ?? null;
}
