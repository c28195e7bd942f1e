// Operations on one queue as clients saw them: what they asked for and what they were answered.
import type { CommandOutcome } from '../../src/domain/outcome.ts';
import type { Interval } from './linearize.ts';
import type { LinePlace } from '../domain/line-model.ts';

/** What a command answered; `message` only where it says which items were gone. */
export interface Answer {
  readonly result: CommandOutcome['result'];
  readonly code: CommandOutcome['code'];
}

/** What a client asked for. Items are told by id; the id of a new one is known when the command was accepted. The priority of an enqueue counts where it names no place. */
export type Asked =
  | { readonly op: 'enqueue'; readonly task: string; readonly priority: number; readonly to: LinePlace | null; readonly item: string | null }
  | { readonly op: 'dequeue' | 'abort'; readonly task: string }
  | { readonly op: 'move'; readonly items: readonly string[]; readonly to: LinePlace; readonly gone: readonly string[] }
  | { readonly op: 'rename'; readonly item: string; readonly name: string }
  | { readonly op: 'addBarrier'; readonly to: LinePlace; readonly item: string | null }
  | { readonly op: 'removeBarrier'; readonly item: string }
  | { readonly op: 'setState'; readonly state: 'OPEN' | 'PAUSED' | 'DRAINING' };

/** A command with its answer. */
export type Commanded = Asked & { readonly answered: Answer };

/**
 * A claim of one item. A claim passes over items whose rows a command holds at that moment: `passable` are the tasks on
 * which a command was under way that takes no lock on the whole queue.
 */
export interface Claimed {
  readonly op: 'claim';
  readonly got: string | null;
  readonly passable: readonly string[];
}

/** The line as it stood at the end, first to last. */
export interface Looked {
  readonly op: 'look';
  readonly line: readonly { readonly item: string; readonly task: string | null; readonly priority: number; readonly name: string | null }[];
}

/** One operation with its client and its time. */
export type QueueOperation = Interval & { readonly client: number } & (Commanded | Claimed | Looked);

/** One line for each operation, for people. */
export function printedHistory(history: readonly QueueOperation[]): string {
  return history.map(({ call, answer, client, ...rest }) => `${call}-${answer} client ${client}: ${JSON.stringify(rest)}`).join('\n');
}
