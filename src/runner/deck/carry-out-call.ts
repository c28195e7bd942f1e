// Carrying out one call in the deck's process: arguments checked, the method's code run, its result checked.
import { checkCall } from '../../domain/deck/call-check.ts';
import type { JsonValue } from '../../domain/event/event.ts';
import { resultOf } from './call-result.ts';
import type { DeckCall } from './deck-message.ts';
import type { LoadedDeck } from './deck-module.ts';
import type { CallContext } from './define.ts';

/** The result; throws what the method throws, or an error that says what is wrong with the call. */
export async function carryOutCall({ definition, description }: LoadedDeck, call: DeckCall, context: CallContext): Promise<JsonValue> {
  const checked = checkCall(description, call);
  if ('faults' in checked) throw new Error(checked.faults.map((fault) => [...fault.path, fault.message].join(': ')).join('; '));
  const { methods } = definition.instruments.find(({ name }) => name === call.instrument)!;
  // Called on its method, so that `this` is what the author wrote it in.
  const method = methods[call.method]!;
  const value: unknown = await method.run(checked.args as { readonly [name: string]: never }, context);
  return resultOf(method.returns ?? null, value);
}
