// The server is killed without warning while real work runs and people go on sending more: nothing is lost, nothing runs twice, nobody misses an event.
import path from 'node:path';
import { afterEach, expect, test } from 'vitest';
import { decodeCursor } from '../../src/domain/event/cursor.ts';
import { callApi } from './api-client.ts';
import { judge } from './judge.ts';
import { PersistentClient, type Payload } from './persistent-client.ts';
import { ResumingSubscriber, uuidOf } from './resuming-subscriber.ts';
import { chosenSeed, seededRandom } from './seeded-random.ts';
import { ServerProcess } from './server-process.ts';
import { EffectsFile, type EffectsVerdict } from './tool/effects-file.ts';
import { percentile, reportFault } from './tool/fault-report.ts';
import { until } from './until.ts';

const TASKS = 200;
const TASK_SECONDS = 1;
const KILLS = 50;
const SLOTS = 4;
/** Latest moment of a kill after something runs, in milliseconds. */
const LATEST_KILL_MS = 600;
const LEAST_KILLS_INSIDE_A_TASK = 35;

const HEAD = '{ eventCursor }';

let server: ServerProcess | null = null;
afterEach(async () => {
  await server?.stop();
});

test(`the server is killed ${KILLS} times during ${TASKS} tasks that go on being made: all finish, each side effect happens once, a resuming subscriber sees every event once`, async () => {
  const seed = chosenSeed();
  server = await ServerProcess.prepare({ SWITCHYARD_RUNNER_SLOTS: String(SLOTS) });
  await server.start();
  const effects = new EffectsFile();
  const subscriber = new ResumingSubscriber(server.url, await head(server));
  const client = new PersistentClient(server.url, 'client');
  const supply = makeTasks(client, effects);
  const { inside, recoveries } = await killAgainAndAgain(server, effects, { random: seededRandom(seed), client });
  const accepted = await supply;
  await until('all tasks have ended', () => ended(subscriber) === TASKS, { withinMs: 240_000 });
  const { seq } = decodeCursor(await head(server))!;
  await until('the subscriber has everything', () => subscriber.upTo >= seq, { withinMs: 30_000 });
  await subscriber.close();
  expect(await server.stop()).toBe(0);

  let told: EffectsVerdict | null = null;
  const report = await judge(path.join(server.directory, 'data'), { accepted, subscriber, processGroups: effects.groups }, async (db) => { told = await effects.judge(db); });
  const { starts, repeats, violations, outcomes } = told!;
  console.log(`${inside} of ${KILLS} kills fell inside a running task; ${client.repeated} commands repeated; ${subscriber.seen.length} events over ${subscriber.connections} connections\n${report.text}`);
  const figures = { kills: KILLS, tasks: TASKS, lost: TASKS - ended(subscriber), 'program repeats': repeats, 'attempts lost': outcomes['LOST'] ?? 0, 'attempts handed back': outcomes['HANDED_BACK'] ?? 0, 'recovery p50 s': percentile(recoveries, 0.5) / 1_000, 'recovery p99 s': percentile(recoveries, 0.99) / 1_000 };
  reportFault({ fault: 'kill -9 of the server with its database, at random', seed, figures });
  expect(inside, `seed ${seed}`).toBeGreaterThanOrEqual(LEAST_KILLS_INSIDE_A_TASK);
  // Only what is on record as lost may have run before; as long as the server is back within a lease nothing is.
  expect({ started: starts - repeats, completed: outcomes['COMPLETED'], repeatedUnrecorded: Math.max(0, repeats - (outcomes['LOST'] ?? 0)) }, `seed ${seed}`).toEqual({ started: TASKS, completed: TASKS, repeatedUnrecorded: 0 });
  expect(subscriber.disorder, `seed ${seed}`).toBe(0);
  expect([...report.violations, ...violations], `seed ${seed}`).toEqual([]);
});

/** One task after the other, each command repeated until it is answered; global ids as UUIDs. */
async function makeTasks(client: PersistentClient, effects: EffectsFile): Promise<readonly string[]> {
  const ids: string[] = [];
  for (let i = 0; i < TASKS; i++) {
    // A little ahead of the work: so that there is always a command for a kill to fall into.
    await until('the work has come nearer', () => effects.lines().length / 2 >= i - TASKS_AHEAD, { withinMs: 240_000 });
    const { task } = await client.act<Payload & { outcome: string; task: { id: string } }>('createTask', { name: `task ${i}`, spec: effects.command(TASK_SECONDS), enqueue: true }, 'task { id }');
    ids.push(uuidOf(task.id));
  }
  return ids;
}

const TASKS_AHEAD = 2 * SLOTS;

/** Each round: wait until something runs, wait a little, kill, start again. A server has recovered when it answers a client. */
async function killAgainAndAgain(target: ServerProcess, effects: EffectsFile, { random, client }: { random: () => number; client: PersistentClient }): Promise<{ inside: number; recoveries: readonly number[] }> {
  const recoveries: number[] = [];
  let inside = 0;
  for (let i = 0; i < KILLS; i++) {
    await until('a task runs', () => effects.running > 0, { withinMs: 60_000 });
    await new Promise((resolve) => setTimeout(resolve, random() * LATEST_KILL_MS)); // the moment of the fault, not a wait for a result
    if (effects.running > 0) inside += 1;
    const { answered } = client;
    await target.kill();
    const since = performance.now();
    await target.start();
    if (client.isWaiting) await until('the client is answered', () => client.answered > answered, { withinMs: 60_000 });
    recoveries.push(performance.now() - since);
  }
  return { inside, recoveries };
}

async function head({ url }: ServerProcess): Promise<string> {
  return (await callApi<{ eventCursor: string }>(url, HEAD)).eventCursor;
}

function ended(subscriber: ResumingSubscriber): number {
  return new Set(subscriber.seen.filter((event) => event.kind === 'task.ended' || event.status === 'COMPLETED').map((event) => event.subjectId)).size;
}
