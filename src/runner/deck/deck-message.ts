// What a runner and the process of one of its decks say to each other: JSON messages over the channel between them.
import type { DeckDescription } from '../../domain/deck/deck.ts';
import type { JsonValue } from '../../domain/event/event.ts';

/** A call of a method; a text argument may still have to become a number. */
export interface DeckCall {
  readonly instrument: string;
  readonly method: string;
  readonly args: { readonly [name: string]: JsonValue };
}

/** From the runner. `call`: one at a time; `abandon`: its result is no longer waited for; `close`: let go of the devices and end. */
export type ToDeck =
  | ({ readonly type: 'call'; readonly id: number } & DeckCall)
  | { readonly type: 'abandon'; readonly id: number }
  | { readonly type: 'close' };

/** From the deck. `loaded` or `refused` is the first message; of a call there are any number of `log` and one `result` or `failed`. */
export type FromDeck =
  | { readonly type: 'loaded'; readonly description: DeckDescription }
  | { readonly type: 'refused'; readonly message: string }
  | { readonly type: 'log'; readonly id: number; readonly text: string }
  | { readonly type: 'result'; readonly id: number; readonly value: JsonValue }
  /** `at`: file, line and column within the deck's own code, when an error tells them. */
  | { readonly type: 'failed'; readonly id: number; readonly message: string; readonly at: string | null };
