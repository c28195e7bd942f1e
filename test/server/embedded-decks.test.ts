// The decks of a server's own runners.
import path from 'node:path';
import { expect, test } from 'vitest';
import { ownServer } from './own-server.ts';

const DECK = path.join(import.meta.dirname, '..', '..', 'examples', 'color-lab', 'deck.ts');
const RUNNERS = { name: 'test_runners', text: `SELECT name, decks FROM runner WHERE state = 'UP' ORDER BY name` };

test('of two embedded runners the first alone offers the decks of the settings', async () => {
  const own = await ownServer({ SWITCHYARD_RUNNERS: '2', SWITCHYARD_DECKS: DECK });
  try {
    const runners = async (): Promise<{ name: string; decks: string[] }[]> => own.server.database.query(RUNNERS, []);
    const deadline = performance.now() + 20_000;
    while ((await runners()).length < 2 && performance.now() < deadline) await new Promise((resolve) => setTimeout(resolve, 50));
    const [first, second] = await runners();
    expect(first).toMatchObject({ name: expect.stringMatching(/-1$/), decks: ['color_lab'] });
    expect(second).toMatchObject({ name: expect.stringMatching(/-2$/), decks: [] });
  } finally {
    await own.close();
  }
});
