// What the parts of one runner share over all its sessions.
import { PipeStock } from './command/pipe-stock.ts';
import { ServerWatch } from './call/server-watch.ts';
import { SlotCount } from './slot-count.ts';
import type { DeckHouse } from './deck/deck-house.ts';
import type { DispatchClient } from './call/dispatch-client.ts';
import type { GraphHouse } from './graph/graph-house.ts';
import type { Guardian } from './process/guardian.ts';
import type { RunnerOptions } from './runner-options.ts';
import type { WorkRoot } from './work-root.ts';

/** The runner's own parts. */
export interface RunnerContext {
  readonly options: RunnerOptions;
  readonly client: DispatchClient;
  readonly guardian: Guardian;
  readonly workRoot: WorkRoot;
  readonly watch: ServerWatch;
  /** The callable decks; empty for a runner without any. */
  readonly house: DeckHouse;
  /** Algorithms and processes for graphs; null for a runner that takes none. */
  readonly graphs: GraphHouse | null;
  readonly slots: SlotCount;
  /** One place for each deck, by its name: over all sessions, as an attempt that was dropped may still be at it. */
  readonly decks: ReadonlyMap<string, SlotCount>;
  readonly pipes: PipeStock;
}

/** Puts the parts together; those that hold the state of this run start fresh. */
export function runnerContext(parts: Omit<RunnerContext, 'watch' | 'slots' | 'decks' | 'pipes'>): RunnerContext {
  const { options, workRoot, house } = parts;
  const decks = new Map(house.decks.map(({ name }) => [name, new SlotCount(1)]));
  return { ...parts, watch: new ServerWatch(options.log), slots: new SlotCount(options.slots), decks, pipes: new PipeStock(workRoot.pipes) };
}
