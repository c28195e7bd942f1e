// A deck house with a guardian and a work directory of its own.
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { JsonValue } from '../../src/domain/event/event.ts';
import { openDeckHouse, type DeckHouse } from '../../src/runner/deck/deck-house.ts';
import { startGuardian, type Guardian } from '../../src/runner/process/guardian.ts';
import { logInto } from './runner-under-test.ts';

export const TRIAL_DECK = path.join(import.meta.dirname, 'trial-deck.ts');
const NEVER = new AbortController().signal;

export interface DeckBench extends AsyncDisposable {
  readonly house: DeckHouse;
  readonly guardian: Guardian;
  readonly logged: string[];
  /** Calls `instrument.method` of the first deck. */
  call(method: string, args?: { readonly [name: string]: JsonValue }, options?: { signal?: AbortSignal; onLog?: (line: string) => void }): Promise<JsonValue>;
}

/** Opens the decks of those files; disposal checks that no directory is left. */
export async function deckBench(...files: readonly string[]): Promise<DeckBench> {
  const attempts = mkdtempSync(path.join(tmpdir(), 'switchyard-decks-'));
  const logged: string[] = [];
  const log = logInto(logged);
  const guardian = await startGuardian(log);
  const environment = { ...process.env, SWITCHYARD_RUNNER_KEY: 'a.secret-of-the-runner', DATABASE_URL: 'postgres://owner:secret@127.0.0.1/x' };
  const house = await openDeckHouse({ files: files.length > 0 ? files : [TRIAL_DECK], guardian, log, environment, attempts }).catch(async (error: unknown) => {
    await guardian[Symbol.asyncDispose]();
    rmSync(attempts, { recursive: true });
    throw error;
  });
  return {
    house,
    guardian,
    logged,
    call(name, args = {}, options = {}) {
      const [instrument = '', method = ''] = name.split('.');
      return house.call(house.decks[0]!.name, { instrument, method, args }, { signal: NEVER, ...options });
    },
    async [Symbol.asyncDispose]() {
      await house[Symbol.asyncDispose]();
      await guardian[Symbol.asyncDispose]();
      const left = readdirSync(attempts);
      rmSync(attempts, { recursive: true });
      if (left.length > 0) throw new Error(`the decks left ${left.join(', ')}`);
    },
  };
}

const made: string[] = [];
process.once('exit', () => made.forEach((directory) => rmSync(directory, { recursive: true })));

/** Writes a module into a directory of its own, which goes with the test process; give it to `deckBench`. */
export function deckFile(name: string, text: string): string {
  const directory = mkdtempSync(path.join(tmpdir(), 'switchyard-deck-'));
  made.push(directory);
  const file = path.join(directory, name);
  writeFileSync(file, text);
  return file;
}
