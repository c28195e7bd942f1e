// The server ends at every point that it has, before and after the commit of everything it does: what was begun is undone or done, never half, and is done once.
import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, expect, test } from 'vitest';
import { callApi } from './api-client.ts';
import { PersistentClient } from './persistent-client.ts';
import { chosenSeed, seededRandom } from './seeded-random.ts';
import { armPoint } from './tool/armed-point.ts';
import { FaultGround, PATIENT_LEASE } from './tool/fault-ground.ts';
import { reportFault } from './tool/fault-report.ts';
import { DECK, TRIGGERS, type TriggerPlace } from './tool/point-triggers.ts';
import { until } from './until.ts';

/** Later passages are as good as the first for what passes often: the crash then falls into other company. */
const PASSED_OFTEN = new Set(['claim', 'report', 'beat', 'reap', 'sweepOutside']);
const MOST_PASSAGES = 3;
/** Some ninety starts of a server: two minutes on a machine of its own, eight on one that has much else to do. */
const LONGEST_MS = 20 * 60_000;
/** The ops that start the server; it ends before it is ready. */
const AT_START = ['seed'];

let ground: FaultGround | null = null;
afterEach(async () => {
  await ground?.close();
  ground = null;
});

/** What the database showed between the crash and the next start. */
type Found = 'undone' | 'done' | 'no command';

test('the server ends at each of its points: a command is undone before its commit and done after it, its repeat has one effect, and nothing is lost', async () => {
  const seed = chosenSeed();
  const random = seededRandom(seed);
  ground = await FaultGround.open(PATIENT_LEASE);
  const place = await furnish(ground);
  const found: { point: string; passage: number; what: Found; backAfterMs: number }[] = [];
  for (const op of [...AT_START, ...Object.keys(TRIGGERS)]) {
    for (const side of ['before-commit', 'after-commit']) {
      const point = `${op}.${side}`;
      const passage = PASSED_OFTEN.has(op) ? 1 + Math.floor(random() * MOST_PASSAGES) : 1;
      found.push({ point, passage, ...(await crashAt(place, { op, point, passage })) });
    }
  }
  // What was claimed and never told is handed back after half a lease, or at once when its runner comes anew.
  await place.runner.kill();
  place.runner.start();
  await ground.quiet();
  const { text, violations, effects } = await ground.judge();
  console.log([...found.map(({ point, passage, what, backAfterMs }) => `${point.padEnd(34)} passage ${passage}  ${what.padEnd(10)} back after ${Math.round(backAfterMs)} ms`), text].join('\n'));
  const of = (what: Found): number => found.filter((one) => one.what === what).length;
  reportFault({ fault: 'kill -9 of the server at named points', seed, figures: { points: found.length, undone: of('undone'), done: of('done'), 'violations': violations.length, 'program repeats': effects.repeats, 'attempts lost': effects.outcomes['LOST'] ?? 0 } });
  expect(found.filter(({ point, what }) => what === (point.endsWith('.before-commit') ? 'done' : 'undone')), `seed ${seed}`).toEqual([]);
  expect(violations, `seed ${seed}`).toEqual([]);
}, LONGEST_MS);

/** A deck, a shelf, a runner. */
async function furnish(on: FaultGround): Promise<TriggerPlace> {
  const runner = on.runner({ deck: deckFile(), slots: 4 });
  await until('the deck is offered', async () => (await callApi<{ deck: object | null }>(on.server.url, 'query ($name: String!) { deck(name: $name) { name } }', { name: DECK })).deck !== null, { withinMs: 30_000 });
  const helper = new PersistentClient(on.server.url, 'helper');
  const { queue } = await helper.act<{ outcome: string; userErrors: []; queue: { id: string } }>('createQueue', { name: 'shelf', accepts: ['COMMAND'] }, 'queue { id }');
  return { ground: on, runner, helper, shelf: queue.id };
}

/** Arms, does what leads there, and starts the server again once it has ended; then the deed is carried through. */
async function crashAt(place: TriggerPlace, { op, point, passage }: { op: string; point: string; passage: number }): Promise<{ what: Found; backAfterMs: number }> {
  const { server, serverPoint, client } = place.ground;
  const trigger = TRIGGERS[op];
  const prepared = (await trigger?.prepare?.(place)) ?? '';
  const before = client.requestId;
  armPoint(serverPoint, { point, passage, signal: 'SIGKILL' });
  let failed: unknown = null;
  let hasCrashed = false;
  const acted = trigger ? actUntil(() => hasCrashed, passage, { ...trigger, act: () => trigger.act(place, prepared) }) : startAgain(place);
  acted.catch((error: unknown) => (failed = error ?? true));
  await until(`the server has ended at ${point}`, () => failed !== null || server.hasEnded, { withinMs: 60_000 });
  hasCrashed = true;
  if (failed !== null) throw failed;
  const what = client.requestId === before || PASSED_OFTEN.has(op) ? 'no command' : await foundOf(place.ground, client.requestId);
  const since = performance.now();
  await server.start();
  const backAfterMs = performance.now() - since;
  await acted;
  await trigger?.after?.(place, prepared);
  return { what, backAfterMs };
}

/** As often as the point is to be passed, all at once; then one after the other until it is over, where that may be needed. */
async function actUntil(isOver: () => boolean, times: number, { act, again }: { readonly act: () => Promise<unknown>; readonly again?: true }): Promise<void> {
  await Promise.all(Array.from({ length: times }, act));
  while (again && !isOver()) await act();
}

async function startAgain({ ground: { server } }: TriggerPlace): Promise<void> {
  await server.kill();
  await server.startOrEnd();
}

/** Whether the command is on record although nobody was told. */
async function foundOf(on: FaultGround, requestId: string): Promise<Found> {
  return (await on.sql('SELECT 1 FROM request WHERE request_id = $1', [requestId])).length > 0 ? 'done' : 'undone';
}

function deckFile(): string {
  const file = path.join(mkdtempSync(path.join(tmpdir(), 'switchyard-device-')), 'device-deck.mjs');
  writeFileSync(file, `export default { name: ${JSON.stringify(DECK)}, instruments: [{ name: 'arm', methods: { move: { args: {}, returns: null, async run() {
  await new Promise((resolve) => setTimeout(resolve, 20));
} } } }] };
`);
  return file;
}
