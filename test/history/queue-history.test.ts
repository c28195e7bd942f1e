// Histories of one queue on the real engine: whatever eight clients do at once, some order of it is explained by a plain list.
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createQueue } from '../../src/engine/queue/queue.service.ts';
import { EngineBench, acceptedId, expectContent } from '../engine/engine-bench.ts';
import { Dice } from './dice.ts';
import { CLIENTS, playHistory, type Stage } from './history-clients.ts';
import { linearize } from './linearize.ts';
import { QUEUE_MODEL } from './queue-model.ts';
import { printedHistory, type QueueOperation } from './queue-operation.ts';

/** Histories of this run: thousands when asked for. */
const HISTORIES = Number(process.env['SWITCHYARD_HISTORIES'] ?? 100);
const SEED = Number(process.env['HISTORY_SEED'] ?? Date.now() % 1_000_000);
const OPS_PER_CLIENT = 4;
/** Tasks of one history: few, so that the clients meet. */
const TASKS = 8;
/** Longest time for one history on a slow machine. */
const HISTORY_MS = 2_000;

let bench: EngineBench;

beforeAll(async () => {
  bench = await EngineBench.open({ poolSize: 16 });
  await bench.warm();
});
afterAll(() => bench[Symbol.asyncDispose]());

async function stageOf(n: number): Promise<Stage> {
  const name = `history-${n}`;
  const queueId = acceptedId(await createQueue(bench.engine, bench.as(), { name, accepts: ['command'] }));
  const [tasks, runners] = await Promise.all([
    Promise.all(Array.from({ length: TASKS }, () => bench.task())),
    Promise.all(Array.from({ length: CLIENTS.claiming }, (_, i) => bench.runner(`runner ${i}`, { queues: [name] }))),
  ]);
  return { bench, queueId, tasks, runners };
}

function tallyOf(histories: readonly (readonly QueueOperation[])[]): ReadonlyMap<string, number> {
  const tally = new Map<string, number>();
  for (const op of histories.flat()) {
    const what = op.op === 'claim' ? `claim ${op.got === null ? 'nothing' : 'a task'}` : op.op === 'look' ? 'look' : `${op.op} ${op.answered.code ?? op.answered.result}`;
    tally.set(what, (tally.get(what) ?? 0) + 1);
  }
  return tally;
}

test(`each of ${HISTORIES} histories of eight clients at one queue is explained by a sequential model (seed ${SEED})`, async () => {
  const histories: (readonly QueueOperation[])[] = [];
  for (let n = 0; n < HISTORIES; n++) {
    const seed = SEED + n;
    const history = await playHistory(await stageOf(n), (client) => new Dice(seed * 100 + client), OPS_PER_CLIENT);
    expect(linearize(history, QUEUE_MODEL) !== null, `no order explains the history of seed ${seed} (HISTORY_SEED=${seed} SWITCHYARD_HISTORIES=1):\n${printedHistory(history)}`).toBe(true);
    histories.push(history);
  }
  const tally = tallyOf(histories);
  console.log(`seed ${SEED}: ${[...tally].map(([what, count]) => `${what} ${count}`).sort().join(', ')}`);
  if (HISTORIES >= 100) for (const what of ['claim a task', 'claim nothing', 'move ACCEPTED', 'enqueue ACCEPTED', 'setState ACCEPTED', 'addBarrier ACCEPTED', 'dequeue ACCEPTED', 'abort ACCEPTED']) expect(tally.get(what) ?? 0, what).toBeGreaterThan(HISTORIES / 20);
  await expectContent(bench);
}, 60_000 + HISTORIES * HISTORY_MS);

test('a real history in which a claim is said to have got another task is refused', async () => {
  let refused = 0;
  for (let n = 0; refused < 5; n++) {
    expect(n, 'histories without a claim, or without anything left').toBeLessThan(200);
    const history = await playHistory(await stageOf(HISTORIES + n), (client) => new Dice((SEED + n) * 100 + client), OPS_PER_CLIENT);
    const got = history.findIndex((op) => op.op === 'claim' && op.got !== null);
    if (got < 0) continue;
    const waiting = (history.at(-1) as { line: readonly { task: string | null }[] }).line.find(({ task }) => task !== null)?.task;
    if (waiting == null) continue;
    expect(linearize(history.with(got, { ...history[got], got: waiting } as QueueOperation), QUEUE_MODEL)).toBeNull();
    refused++;
  }
}, 60_000);
