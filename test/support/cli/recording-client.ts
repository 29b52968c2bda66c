import {
  commandSchemas,
  type CommandOutput,
  type CommandRequest,
} from '../../../preload/contract/commands.ts';
import type { CoreEvent } from '../../../preload/contract/events.ts';
import type { CommandName } from '../../../preload/contract/names.ts';
import type { CoreClient } from '../../../main/lib/core-client.ts';
import { createEmitter } from '../../../main/lib/emitter.ts';

/** What the client answers, by command: a value of the contract, or an error to throw. */
export type Answers = { readonly [Name in CommandName]?: CommandOutput<Name> | Error };

/** A client that remembers what it was asked. */
export interface RecordingClient extends CoreClient {
  /** Every command with its input, in order; the input has passed the contract. */
  readonly calls: readonly (readonly [CommandName, unknown])[];
  emit(event: CoreEvent): void;
  isClosed(): boolean;
}

/** A core's client that knows these answers. Asked for anything else, or with input the contract refuses, it throws. */
export function createRecordingClient(answers: Answers): RecordingClient {
  const calls: (readonly [CommandName, unknown])[] = [];
  const events = createEmitter<CoreEvent>();
  let closed = false;
  return {
    calls,
    emit: (event) => events.emit(event),
    isClosed: () => closed,
    subscribe: (listener) => events.subscribe(listener),
    async call<Name extends CommandName>(name: Name, request: CommandRequest<Name>) {
      calls.push([name, commandSchemas[name].input.parse(request)]);
      const answer = answers[name];
      if (answer instanceof Error) throw answer;
      return commandSchemas[name].output.parse(answer) as CommandOutput<Name>;
    },
    async close() {
      closed = true;
    },
  };
}
