// The decks of one runner: each in a process of its own, loaded at the start.
import { DECK_LIMITS, type DeckDescription } from '../../domain/deck/deck.ts';
import type { JsonValue } from '../../domain/event/event.ts';
import { RunnerRefused } from '../runner-refused.ts';
import { DeckCallError } from './deck-call-error.ts';
import type { DeckCallOptions } from './deck-child.ts';
import type { DeckCall } from './deck-message.ts';
import { DeckProcess } from './deck-process.ts';
import type { DeckTools } from './deck-tools.ts';

/** The decks of a runner. Its disposal closes them. */
export interface DeckHouse extends AsyncDisposable {
  readonly decks: readonly DeckDescription[];
  /**
   * Calls a method; rejects with `DeckCallError` when there is no result. An aborted signal abandons the call: the method may heed
   * its own signal for a moment, then the deck's process is ended, and the next call begins with a new one.
   */
  call(deck: string, call: DeckCall, options: DeckCallOptions): Promise<JsonValue>;
}

/** What to open and with what. */
export interface DeckHouseOptions extends DeckTools {
  /** Files of deck modules, absolute. */
  readonly files: readonly string[];
}

/** Loads them all; throws `RunnerRefused` with the file, and the line where it is known, when one cannot be offered. */
export async function openDeckHouse({ files, ...tools }: DeckHouseOptions): Promise<DeckHouse> {
  if (files.length > DECK_LIMITS.decks) throw new RunnerRefused(`a runner offers at most ${DECK_LIMITS.decks} decks, not ${files.length}; start another runner for the rest`);
  const loads = await Promise.allSettled(files.map((file) => DeckProcess.start(file, tools)));
  const processes = loads.flatMap((load) => (load.status === 'fulfilled' ? [load.value] : []));
  const close = async (): Promise<void> => void (await Promise.all(processes.map((process) => process.close())));
  try {
    const house = byName(files, loads);
    for (const { description } of processes) tools.log.info({ deck: description.name, instruments: description.instruments.map(({ name }) => name) }, 'a deck was loaded');
    return { decks: processes.map(({ description }) => description), call: (deck, call, options) => callIn(house, deck, { call, options }), [Symbol.asyncDispose]: close };
  } catch (error) {
    await close();
    throw error;
  }
}

function byName(files: readonly string[], loads: readonly PromiseSettledResult<DeckProcess>[]): ReadonlyMap<string, DeckProcess> {
  const house = new Map<string, DeckProcess>();
  for (const [i, load] of loads.entries()) {
    if (load.status === 'rejected') throw refused(load.reason);
    const { name } = load.value.description;
    if (house.has(name)) throw new RunnerRefused(`${files[i]}: another file of this runner offers a deck ${name} too; rename one of them`);
    house.set(name, load.value);
  }
  return house;
}

async function callIn(house: ReadonlyMap<string, DeckProcess>, deck: string, { call, options }: { readonly call: DeckCall; readonly options: DeckCallOptions }): Promise<JsonValue> {
  const process = house.get(deck);
  if (!process) throw new DeckCallError(`this runner has no deck ${deck}; it has ${[...house.keys()].join(', ') || 'none'}`);
  return process.call(call, options);
}

function refused(error: unknown): unknown {
  return error instanceof DeckCallError ? new RunnerRefused(`a deck cannot be offered: ${error.message}`, { cause: error }) : error;
}
