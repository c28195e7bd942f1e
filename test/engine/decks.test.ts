// Decks as runners register them: one living runner offers a name, what it has is on record, and the log tells of every change.
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { DeckDescription } from '../../src/domain/deck/deck.ts';
import { benchDeck } from './bench-runner.ts';
import { EngineBench, expectContent } from './engine-bench.ts';

let bench: EngineBench;

beforeEach(async () => void (bench = await EngineBench.open({ poolSize: 12 })));
afterEach(async () => {
  await expectContent(bench);
  await bench[Symbol.asyncDispose]();
});

const other: DeckDescription = { name: 'bench', description: 'another one', instruments: [] };

function registered(): Promise<{ instruments: number; runner: string }[]> {
  return bench.sql(`SELECT (data->>'instruments')::int AS instruments, runner.name AS runner FROM event JOIN runner ON runner.id = (data->>'runnerId')::uuid WHERE event.kind = 'deck.registered' ORDER BY seq`);
}

describe('a session with decks', () => {
  test('puts them on record with one slot each; a new session with the same decks changes nothing, with others it tells', async () => {
    await bench.runner('lab', { decks: [benchDeck()] });
    expect(await bench.one('SELECT deck.name, description, instruments, length(sha) AS sha, deck.version, runner.decks FROM deck JOIN runner ON runner.id = runner_id')).toEqual({
      name: 'bench', description: null, instruments: benchDeck().instruments, sha: 64, version: 1, decks: ['bench'],
    });
    expect(await bench.one(`SELECT n, attempt_id, surplus FROM slot WHERE resource_kind = 'DECK'`)).toEqual({ n: 1, attempt_id: null, surplus: false });
    await bench.runner('lab', { decks: [benchDeck()] });
    expect(await registered()).toEqual([{ instruments: 1, runner: 'lab' }]);
    await bench.runner('lab', { decks: [other] });
    expect(await registered()).toEqual([{ instruments: 1, runner: 'lab' }, { instruments: 0, runner: 'lab' }]);
    expect(await bench.one('SELECT description FROM deck')).toEqual({ description: 'another one' });
  });

  test('is refused while another living runner offers one of the same name, and leaves no trace', async () => {
    await bench.runner('lab', { decks: [benchDeck()] });
    await expect(bench.runner('second', { decks: [benchDeck('free'), benchDeck()] })).rejects.toMatchObject({ code: 'INVALID', message: expect.stringMatching(/^decks\.1: the runner lab offers a deck named bench; stop it first/) });
    expect(await bench.sql('SELECT name FROM runner')).toEqual([{ name: 'lab' }]);
    expect(await bench.sql('SELECT name FROM deck')).toEqual([{ name: 'bench' }]);
  });

  test('takes over the deck of a runner that is gone, or that offers it no longer', async () => {
    await bench.runner('lab', { decks: [benchDeck()] });
    await bench.endLease('lab');
    await bench.runner('second', { decks: [benchDeck()] });
    await bench.runner('second', { decks: [benchDeck('mine')] });
    await bench.runner('third', { decks: [benchDeck()] });
    expect((await registered()).map(({ runner }) => runner)).toEqual(['lab', 'second', 'second', 'third']);
  });

  test.each(['that nobody had before', 'that a runner has left'])('of eight runners that bring the same deck at once one gets in: a deck %s', async (which) => {
    const names = Array.from({ length: 8 }, (_, i) => `lab ${i}`);
    if (which === 'that a runner has left') {
      for (const name of names) await bench.runner(name);
      await bench.runner('gone', { decks: [benchDeck()] });
      await bench.endLease('gone');
    }
    await bench.warm();
    const answers = await Promise.allSettled(names.map((name) => bench.runner(name, { decks: [benchDeck()] })));
    expect(answers.filter((answer) => answer.status === 'fulfilled')).toHaveLength(1);
    for (const answer of answers) if (answer.status === 'rejected') expect(answer.reason).toMatchObject({ code: 'INVALID' });
    expect(await bench.sql(`SELECT 1 FROM slot WHERE resource_kind = 'DECK'`)).toHaveLength(1);
  });
});
