// Calls of a deck's methods through its process: types, results, errors, output, state.
import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { JsonValue } from '../../src/domain/event/event.ts';
import { MAX_DECK_LINES_A_SECOND } from '../../src/runner/deck/deck-output.ts';
import { MAX_LINES_A_CALL } from '../../src/runner/deck/call-log.ts';
import { deckBench, deckFile, TRIAL_DECK, type DeckBench } from './deck-bench.ts';
import { waitUntil } from './wait-until.ts';

/** For calls that change nothing. */
let still: DeckBench;
beforeAll(async () => {
  still = await deckBench();
});
afterAll(() => still[Symbol.asyncDispose]());

test('a deck is described by its signatures, without its code', async () => {
  const [deck] = still.house.decks;
  expect(deck).toMatchObject({ name: 'trial', description: 'A deck for tests.' });
  expect(deck!.instruments[0]!.methods['move']).toEqual({
    description: 'Moves to a place.',
    args: { to: { type: 'float', min: 0, max: 100, unit: 'mm' }, speed: { type: 'str', choices: ['slow', 'fast'], default: 'slow' } },
    returns: 'float',
  });
  expect(JSON.stringify(deck)).not.toContain('run');
});

test('arguments are coerced and defaults filled in before the method runs, and state lasts from call to call', async () => {
  await using b = await deckBench();
  const lines: string[] = [];
  expect(await b.call('stage.move', { to: '12.5' }, { onLog: (line) => lines.push(line) })).toBe(12.5);
  expect(lines).toEqual(['moving slow from 0', 'to 12.5']);
  expect(await b.call('stage.both')).toEqual([12.5, '1']);
  expect(await b.call('stage.count', { by: '2' })).toBe(2);
  expect(await b.call('stage.count')).toBe(3);
  expect(await b.call('stage.nothing')).toBeNull();
  expect(await b.call('stage.echo', { value: { deep: [1, 'ü', null] } })).toEqual({ deep: [1, 'ü', null] });
});

test.each([
  ['an unknown deck instrument', 'stag.move', { to: 1 }, /no instrument stag; it has stage, trouble/],
  ['an unknown method', 'stage.mov', {}, /stage has no method mov; it has move/],
  ['an argument that is missing', 'stage.move', {}, /args: to: is missing/],
  ['an argument out of its range', 'stage.move', { to: 101 }, /must be at most 100/],
  ['an argument of another type', 'stage.move', { to: 'far' }, /must be a number, is "far"/],
  ['an argument that is none of the choices', 'stage.move', { to: 1, speed: 'warp' }, /one of "slow", "fast"/],
  ['an argument nobody knows', 'stage.move', { to: 1, constructor: 1 }, /no argument constructor/],
])('%s fails the call with its place and what there is, and the method does not run', async (_what, method, args, message) => {
  await expect(still.call(method, args as never)).rejects.toMatchObject({ name: 'DeckCallError', message: expect.stringMatching(message) });
  expect(await still.call('stage.both')).toEqual([0, '1']);
});

test.each([
  ['wrong', {}, /the result must be a number, is "seven"/],
  ['strange', { what: 'map' }, /holds a Map; return plain values/],
  ['strange', { what: 'array' }, /holds a Float64Array/],
  ['strange', { what: 'deep' }, /holds a Date/],
  ['strange', { what: 'nan' }, /the result\.a\.0 must be a finite number/],
  ['strange', { what: 'cycle' }, /circular/],
  ['strange', { what: 'large' }, /70002 characters of JSON; return at most/],
])('a result that is no value of its type fails the call (%s %o)', async (method, args, message) => {
  await expect(still.call(`stage.${method}`, args as never)).rejects.toThrow(message);
});

test('every JSON value reaches a method and comes back as it was', async () => {
  const holds = async (value: unknown): Promise<void> => {
    expect(await still.call('stage.echo', { value: value as JsonValue })).toEqual(JSON.parse(JSON.stringify(value)));
  };
  await fc.assert(fc.asyncProperty(fc.jsonValue({ maxDepth: 5, stringUnit: 'grapheme' }), holds), { numRuns: 300 });
});

test('what a method throws is the message of the failed call, and the log of the runner has the place in the deck', async () => {
  await using b = await deckBench();
  await expect(b.call('trouble.fail', { message: 'the valve is stuck' })).rejects.toMatchObject({ name: 'DeckCallError', message: 'the valve is stuck' });
  expect(b.logged.join('\n')).toMatch(/the valve is stuck .*"at":"[^"]*trial-deck\.ts:\d+:\d+"/);
  await expect(b.call('trouble.fail', { message: 'x'.repeat(10_000) })).rejects.toSatisfy((error: Error) => error.message.length === 2_000);
  expect(await b.call('stage.count')).toBe(1);
});

test('calls of one deck happen one at a time in the order of their asking', async () => {
  await using b = await deckBench();
  const results = await Promise.all(Array.from({ length: 50 }, () => b.call('stage.count')));
  expect(results).toEqual(Array.from({ length: 50 }, (_, i) => i + 1));
});

test('a deck has its own directory, a base of the environment and its mark, and none of the runner\'s secrets', async () => {
  const { environment, directory } = (await still.call('stage.who')) as { environment: string[]; directory: string };
  expect(directory).toBe(import.meta.dirname);
  expect(environment).toContain('PATH');
  expect(environment.filter((name) => /KEY|DATABASE|SECRET|TOKEN|CHANNEL/.test(name))).toEqual([]);
  expect(environment.filter((name) => name.startsWith('SWITCHYARD_'))).toEqual(['SWITCHYARD_ATTEMPT']);
});

test('a method or a device that floods its output is cut, counted and told', async () => {
  await using b = await deckBench();
  const lines: string[] = [];
  await b.call('trouble.flood', { lines: MAX_LINES_A_CALL + 5 }, { onLog: (line) => lines.push(line) });
  expect(lines).toHaveLength(MAX_LINES_A_CALL + 1);
  expect(lines.at(-1)).toContain('5 further lines');
  const printed = (): number => b.logged.filter((line) => line.startsWith('printed ')).length;
  await waitUntil('the printed lines', () => printed() >= MAX_DECK_LINES_A_SECOND);
  await b.call('trouble.flood', { lines: 1 });
  expect(printed()).toBeLessThan(MAX_DECK_LINES_A_SECOND * 5);
});

test('a deck that cannot be opened fails the call, which can be tried again', async () => {
  const file = deckFile('off.mjs', `let tries = 0;
    export default { name: 'off', open() { if (++tries < 2) throw new Error('the device is off'); }, instruments: [{ name: 'lamp', methods: { on: { args: {}, returns: 'int', run: () => tries } } }] };`);
  await using b = await deckBench(file);
  await expect(b.call('lamp.on')).rejects.toThrow('the deck could not be opened: the device is off');
  expect(await b.call('lamp.on')).toBe(2);
});

test('several decks stand side by side, each by its name', async () => {
  const file = deckFile('second.js', `export default { name: 'second', instruments: [{ name: 'bell', methods: { ring: { returns: 'str', run: () => 'ding' } } }] };`);
  await using b = await deckBench(TRIAL_DECK, file);
  expect(b.house.decks.map(({ name }) => name)).toEqual(['trial', 'second']);
  const signal = new AbortController().signal;
  expect(await b.house.call('second', { instrument: 'bell', method: 'ring', args: {} }, { signal })).toBe('ding');
  await expect(b.house.call('third', { instrument: 'bell', method: 'ring', args: {} }, { signal })).rejects.toThrow('this runner has no deck third; it has trial, second');
});
