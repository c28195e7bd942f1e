// The server is killed without warning while real work runs: nothing is lost, nothing runs twice, nobody misses an event.
import { appendFileSync, existsSync, mkdtempSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, expect, test } from 'vitest';
import { decodeCursor } from '../../src/domain/event/cursor.ts';
import { callApi } from './api-client.ts';
import { judge } from './judge.ts';
import { ResumingSubscriber, uuidOf } from './resuming-subscriber.ts';
import { chosenSeed, seededRandom } from './seeded-random.ts';
import { ServerProcess } from './server-process.ts';
import { until } from './until.ts';

const TASKS = 50;
const TASK_SECONDS = 3;
const KILLS = 20;
const SLOTS = 3;
const LEAST_KILLS_INSIDE_A_TASK = 15;

const CREATE = `mutation ($input: CreateTaskInput!) { createTask(input: $input) { task { id status } userErrors { message } } }`;
const HEAD = '{ eventCursor }';

let server: ServerProcess | null = null;
afterEach(async () => {
  await server?.stop();
});

test(`the server is killed ${KILLS} times during ${TASKS} tasks: all finish, each side effect happens once, a resuming subscriber sees every event once`, async () => {
  const seed = chosenSeed();
  const random = seededRandom(seed);
  server = await ServerProcess.prepare({ SWITCHYARD_RUNNER_SLOTS: String(SLOTS) });
  await server.start();
  const effects = path.join(mkdtempSync(path.join(tmpdir(), 'switchyard-effects-')), 'effects');
  appendFileSync(effects, '');
  const { eventCursor } = await callApi<{ eventCursor: string }>(server.url, HEAD);
  const subscriber = new ResumingSubscriber(server.url, eventCursor);
  const accepted = await enqueueAll(server.url, effects);

  const killedInside = await killAgainAndAgain(server, effects, random);
  await until('all tasks have ended', () => ended(subscriber) === TASKS, { withinMs: 240_000 });
  const { eventCursor: head } = await callApi<{ eventCursor: string }>(server.url, HEAD);
  const { seq } = decodeCursor(head)!;
  await until('the subscriber has everything', () => subscriber.upTo >= seq, { withinMs: 30_000 });
  await subscriber.close();
  expect(await server.stop()).toBe(0);

  const { starts, ends } = countEffects(effects);
  const report = await judge(path.join(server.directory, 'data'), { accepted, subscriber });
  console.log(`seed ${seed}: ${killedInside} of ${KILLS} kills fell inside a running task; ${starts} starts, ${ends} ends of ${TASKS} tasks; ${subscriber.seen.length} events over ${subscriber.connections} connections, ${subscriber.disorder} out of order\n${report.text}`);
  expect(killedInside, `seed ${seed}`).toBeGreaterThanOrEqual(LEAST_KILLS_INSIDE_A_TASK);
  expect({ starts, ends }, `seed ${seed}`).toEqual({ starts: TASKS, ends: TASKS });
  expect(subscriber.disorder, `seed ${seed}`).toBe(0);
  expect(report.violations, `seed ${seed}`).toEqual([]);
}, 600_000);

async function enqueueAll(url: string, effects: string): Promise<readonly string[]> {
  const ids: string[] = [];
  for (let i = 0; i < TASKS; i++) {
    const script = `echo "start $SWITCHYARD_TASK_ID" >> "$EFFECTS"; sleep ${TASK_SECONDS}; echo "end $SWITCHYARD_TASK_ID" >> "$EFFECTS"`;
    const spec = { binary: '/bin/sh', args: ['-c', script], env: [{ name: 'EFFECTS', value: effects }] };
    const answer = await callApi<{ createTask: { task: { id: string } | null; userErrors: unknown[] } }>(url, CREATE, { input: { name: `task ${i}`, spec: { command: spec }, enqueue: true } });
    expect(answer.createTask.userErrors).toEqual([]);
    ids.push(uuidOf(answer.createTask.task!.id));
  }
  return ids;
}

/** Each round: wait until something runs, wait a little, kill, start again. Gives back how many kills fell inside a running task. */
async function killAgainAndAgain(target: ServerProcess, effects: string, random: () => number): Promise<number> {
  let inside = 0;
  for (let i = 0; i < KILLS; i++) {
    const rest = random() * 400;
    await until('a task runs', () => running(effects) > 0, { withinMs: 60_000 });
    await new Promise((resolve) => setTimeout(resolve, rest)); // the moment of the fault, not a wait for a result
    if (running(effects) > 0) inside += 1;
    await target.kill();
    await target.start();
  }
  return inside;
}

function running(effects: string): number {
  const { starts, ends } = countEffects(effects);
  return starts - ends;
}

function countEffects(effects: string): { starts: number; ends: number } {
  const lines = existsSync(effects) ? readFileSync(effects, 'utf8').split('\n') : [];
  return { starts: lines.filter((line) => line.startsWith('start ')).length, ends: lines.filter((line) => line.startsWith('end ')).length };
}

function ended(subscriber: ResumingSubscriber): number {
  return new Set(subscriber.seen.filter((event) => event.kind === 'task.ended' || event.status === 'COMPLETED').map((event) => event.subjectId)).size;
}
