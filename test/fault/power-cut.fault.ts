// The server, its PostgreSQL and its runner are killed in the same moment, as by a power cut: what was answered is there when they come back.
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { afterEach, expect, test } from 'vitest';
import { decodeCursor } from '../../src/domain/event/cursor.ts';
import { postgresDir } from '../../src/server/opened-database.ts';
import { processesIn } from '../postgres/owner-child.ts';
import { callApi } from './api-client.ts';
import { judge } from './judge.ts';
import { PersistentClient, type Payload } from './persistent-client.ts';
import { ResumingSubscriber, uuidOf } from './resuming-subscriber.ts';
import { chosenSeed, seededRandom } from './seeded-random.ts';
import { ServerProcess } from './server-process.ts';
import { EffectsFile, type EffectsVerdict } from './tool/effects-file.ts';
import { percentile, reportFault } from './tool/fault-report.ts';
import { until } from './until.ts';

const CUTS = 6;
const LATEST_CUT_MS = 500;
const TASKS_A_CUT = 4;
const HEAD = '{ eventCursor }';

let server: ServerProcess | null = null;
afterEach(async () => {
  await server?.stop();
});

test(`the whole program is killed ${CUTS} times with its database: every answered command is there afterwards, and everything comes to its end`, async () => {
  const seed = chosenSeed();
  const random = seededRandom(seed);
  server = await ServerProcess.prepare();
  await server.start();
  const dataDir = path.join(server.directory, 'data');
  const effects = new EffectsFile();
  const client = new PersistentClient(server.url, 'client');
  const subscriber = new ResumingSubscriber(server.url, await head(server));
  const accepted: string[] = [];
  const readyMs: number[] = [];
  for (let cut = 0; cut < CUTS; cut++) {
    const supply = makeTasks(client, effects, accepted);
    await until('a program of the round runs', () => effects.running > 0, { withinMs: 60_000 });
    await new Promise((resolve) => setTimeout(resolve, random() * LATEST_CUT_MS)); // the moment of the fault, not a wait for a result
    const killed = powerCut(server, dataDir);
    expect(killed, 'the server, its runner, and PostgreSQL with its workers').toBeGreaterThan(4);
    await server.kill();
    const since = performance.now();
    await server.start();
    readyMs.push(performance.now() - since);
    await supply;
  }
  await until('all tasks have ended', () => ended(subscriber) >= CUTS * TASKS_A_CUT, { withinMs: 120_000 });
  const { seq } = decodeCursor(await head(server))!;
  await until('the subscriber has everything', () => subscriber.upTo >= seq, { withinMs: 30_000 });
  await subscriber.close();
  expect(await server.stop()).toBe(0);
  let told: EffectsVerdict | null = null;
  const { text, violations } = await judge(dataDir, { accepted, subscriber, processGroups: effects.groups }, async (db) => { told = await effects.judge(db); });
  console.log(text);
  const { outcomes, repeats, violations: broken } = told!;
  const figures = { cuts: CUTS, tasks: accepted.length, completed: outcomes['COMPLETED'] ?? 0, 'attempts lost': outcomes['LOST'] ?? 0, 'program repeats': repeats, 'ready again p50 s': percentile(readyMs, 0.5) / 1_000, 'ready again max s': Math.max(...readyMs) / 1_000, violations: violations.length };
  reportFault({ fault: 'kill -9 of server, PostgreSQL and runner at once', seed, figures });
  expect(outcomes['COMPLETED'], `seed ${seed}`).toBe(CUTS * TASKS_A_CUT);
  expect(subscriber.disorder, `seed ${seed}`).toBe(0);
  expect([...violations, ...broken], `seed ${seed}`).toEqual([]);
});

async function makeTasks(client: PersistentClient, effects: EffectsFile, accepted: string[]): Promise<void> {
  for (let i = 0; i < TASKS_A_CUT; i++) {
    const { task } = await client.act<Payload & { outcome: string; task: { id: string } }>('createTask', { name: 'task', spec: effects.command(0.6), enqueue: true }, 'task { id }');
    accepted.push(uuidOf(task.id));
  }
}

/** One loop of signals without a pause between them; gives back how many processes it hit. */
function powerCut({ pid }: ServerProcess, dataDir: string): number {
  const { pid: runner } = JSON.parse(readFileSync(path.join(dataDir, 'runners', '1.pid'), 'utf8')) as { pid: number };
  const victims = [pid!, runner, ...processesIn(postgresDir(dataDir)).map((one) => one.pid)];
  for (const victim of victims) process.kill(victim, 'SIGKILL');
  return victims.length;
}

async function head({ url }: ServerProcess): Promise<string> {
  return (await callApi<{ eventCursor: string }>(url, HEAD)).eventCursor;
}

function ended(subscriber: ResumingSubscriber): number {
  return new Set(subscriber.seen.filter((event) => event.kind === 'task.ended' && event.status === 'COMPLETED').map((event) => event.subjectId)).size;
}
