// Random histories: eight clients, three runners and a reaper act at once on a few tasks; whatever happens, the oracle is content.
import { expect, test } from 'vitest';
import { DomainError } from '../../src/domain/errors.ts';
import type { AttemptEnd, ClaimedAttempt } from '../../src/domain/dispatch/protocol.ts';
import type { CommandOutcome } from '../../src/domain/outcome.ts';
import { reap } from '../../src/engine/reaper.ts';
import { createQueue, drainQueue, pauseQueue, resumeQueue } from '../../src/engine/queue/queue.service.ts';
import { createRun } from '../../src/engine/run/create-run.service.ts';
import { abortRun, cloneRun, enqueueRun } from '../../src/engine/run/end-run.service.ts';
import { cloneTask } from '../../src/engine/task/clone-task.service.ts';
import { abortTask, killTask } from '../../src/engine/task/end-task.service.ts';
import { dequeueTask, enqueueTask } from '../../src/engine/task/enqueue-task.service.ts';
import { retryTask } from '../../src/engine/task/retry-task.service.ts';
import { oracle } from '../oracle/oracle.ts';
import { printed } from '../oracle/oracle-report.ts';
import type { BenchRunner } from './bench-runner.ts';
import { EngineBench, SPEC, acceptedId } from './engine-bench.ts';

const SEED = Number(process.env['HISTORY_SEED'] ?? Date.now() % 1_000_000);
const COMMANDS = 2_000;
const CLIENTS = 8;
const RUNNERS = 3;

/** A random source of the test's own, so that a seed tells the commands again (not their interleaving). */
class Dice {
  #state: number;

  constructor(seed: number) {
    this.#state = seed >>> 0;
  }

  /** A whole number below `n`: mulberry32. */
  below(n: number): number {
    this.#state = (this.#state + 0x6d2b79f5) >>> 0;
    let t = this.#state;
    t = Math.imul(t ^ (t >>> 15), t | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) % n;
  }

  of<T>(list: readonly T[]): T {
    return list[this.below(list.length)]!;
  }
}

/** What all actors of one history share. */
interface Stage {
  readonly bench: EngineBench;
  readonly tasks: string[];
  readonly runs: string[];
  readonly queues: readonly string[];
  readonly accepted: string[];
  readonly outcomes: { actorId: string; requestId: string; outcome: CommandOutcome }[];
  readonly tally: Map<string, number>;
  stale: number;
}

test(`two thousand random commands from eight clients with three dying runners leave the oracle content (seed ${SEED})`, async () => {
  await using bench = await EngineBench.open({ poolSize: 16 });
  await bench.warm();
  const stage = await setStage(bench);
  let acting = true;
  const world = [...Array.from({ length: RUNNERS }, (_, i) => liveRunner(stage, new Dice(SEED + 100 + i), { name: `runner ${i}`, while: () => acting })), death(stage, new Dice(SEED + 200), () => acting)];
  const clients = Array.from({ length: CLIENTS }, (_, i) => client(stage, new Dice(SEED + i), i));
  await Promise.all(clients);
  acting = false;
  await Promise.all(world);
  console.log(`seed ${SEED}: ${[...stage.tally].map(([what, n]) => `${what} ${n}`).sort().join(', ')}; ${stage.stale} stale writes`);
  await judge(stage, 'in the middle of it all');
  await settle(stage);
  await judge(stage, 'after everything has ended');
  expect(stage.outcomes.length).toBeGreaterThan(COMMANDS * 0.9);
}, 240_000);

async function setStage(bench: EngineBench): Promise<Stage> {
  const second = acceptedId(await createQueue(bench.engine, bench.as(), { name: 'second', accepts: ['command'] }));
  const retry = [{}, { maxRetries: 2, backoffSeconds: 0 }, { maxLost: 2 }, { onLost: 'FAIL' }];
  const tasks = await Promise.all(Array.from({ length: 18 }, (_, i) => bench.task({ name: `task ${i}`, retry: retry[i % retry.length] })));
  const stage: Stage = { bench, tasks, runs: [], queues: [bench.defaultQueue, second], accepted: [...tasks], outcomes: [], tally: new Map(), stale: 0 };
  for (let i = 0; i < 3; i++) await addRun(stage, acceptedId(await createRun(bench.engine, bench.as(), { definition: DIAMOND, enqueue: i > 0 })));
  return stage;
}

const DIAMOND = { tasks: [{ node: 'a', spec: SPEC }, { node: 'b', spec: SPEC, needs: ['a'], queue: 'second' }, { node: 'c', spec: SPEC, needs: ['a'] }, { node: 'd', spec: SPEC, needs: ['b', 'c'] }] };
/** Enough to keep the history dense: commands meet each other only where there are few tasks. */
const MOST_TASKS = 80;

async function addRun(stage: Stage, runId: string): Promise<void> {
  stage.runs.push(runId);
  const rows = await stage.bench.sql<{ id: string }>('SELECT id FROM task WHERE run_id = $1', [runId]);
  stage.tasks.push(...rows.map((row) => row.id));
  stage.accepted.push(runId, ...rows.map((row) => row.id));
}

async function client(stage: Stage, dice: Dice, number: number): Promise<void> {
  for (let i = 0; i < COMMANDS / CLIENTS; i++) {
    const requestId = `${number}-${i}`;
    const [name, call] = command(stage, dice);
    const context = stage.bench.as('admin', requestId);
    const calls = dice.below(5) === 0 ? 2 : 1;
    const outcomes = await Promise.all(Array.from({ length: calls }, () => call(context))).catch(refusedByQueue);
    if (outcomes === null) {
      tally(stage, `${name} refused by its queue`);
      continue;
    }
    for (const outcome of outcomes) stage.outcomes.push({ actorId: context.actor.userId, requestId, outcome });
    const [outcome] = outcomes as [CommandOutcome];
    tally(stage, `${name} ${outcome.result}`);
    if (outcome.result === 'ACCEPTED' && (name === 'createRun' || name === 'cloneRun')) await addRun(stage, outcome.subjectId);
    if (outcome.result === 'ACCEPTED' && name === 'cloneTask') {
      stage.tasks.push(outcome.subjectId);
      stage.accepted.push(outcome.subjectId);
    }
  }
}

const MAKING = new Set(['createRun', 'cloneRun', 'cloneTask']);

/** A run is an error when a queue of it drains; anything else fails the test. */
function refusedByQueue(error: unknown): null {
  if (error instanceof DomainError && error.code === 'INVALID' && error.message.includes('cannot take the task')) return null;
  throw error;
}

type Call = (context: ReturnType<EngineBench['as']>) => Promise<CommandOutcome>;

function command({ bench: { engine }, tasks, runs, queues }: Stage, dice: Dice): [string, Call] {
  const taskId = dice.of(tasks);
  const runId = dice.of(runs);
  const queueId = dice.of(queues);
  const priority = dice.below(3);
  const enqueue: [string, Call] = ['enqueueTask', (context) => enqueueTask(engine, context, { taskId, queueId, priority })];
  const rare: readonly [string, Call][] = [
    ['pauseQueue', (context) => pauseQueue(engine, context, { queueId })],
    ['createRun', (context) => createRun(engine, context, { definition: DIAMOND, enqueue: true, priority })],
    ['drainQueue', (context) => drainQueue(engine, context, { queueId })],
    ['abortRun', (context) => abortRun(engine, context, { runId })],
    ['createRun', (context) => createRun(engine, context, { definition: DIAMOND, enqueue: true })],
    ['cloneRun', (context) => cloneRun(engine, context, { runId, enqueue: true })],
    ['cloneTask', (context) => cloneTask(engine, context, { taskId })],
  ];
  const usual: readonly [string, Call][] = [
    enqueue, enqueue, enqueue,
    ['retryTask', (context) => retryTask(engine, context, { taskId })],
    ['retryTask', (context) => retryTask(engine, context, { taskId })],
    ['dequeueTask', (context) => dequeueTask(engine, context, { taskId })],
    ['abortTask', (context) => abortTask(engine, context, { taskId, reason: 'a person' })],
    ['killTask', (context) => killTask(engine, context, { taskId })],
    ['enqueueRun', (context) => enqueueRun(engine, context, { runId })],
    ['resumeQueue', (context) => resumeQueue(engine, context, { queueId })],
    ['resumeQueue', (context) => resumeQueue(engine, context, { queueId })],
  ];
  const [name, call] = dice.below(12) > 0 ? dice.of(usual) : dice.of(rare);
  return MAKING.has(name) && tasks.length > MOST_TASKS ? enqueue : [name, call];
}

/** A runner that claims, beats, reports and now and then forgets what it had; when its session is over it opens another. */
async function liveRunner(stage: Stage, dice: Dice, life: { name: string; while: () => boolean }): Promise<void> {
  const queues = dice.below(2) === 0 ? ['default', 'second'] : ['second', 'default'];
  while (life.while()) {
    const runner = await stage.bench.runner(life.name, { queues });
    let mine: ClaimedAttempt[] = [];
    try {
      while (life.while()) mine = await turn(stage, dice, { runner, mine });
    } catch (error) {
      requireSessionOver(stage, error);
      // The next session may be ended before it has reported, too: its report is then refused whole.
      await zombie(stage, mine, life.name).catch((next: unknown) => requireSessionOver(stage, next));
    }
  }
}

function requireSessionOver(stage: Stage, error: unknown): void {
  if (!(error instanceof DomainError) || error.code !== 'NOT_FOUND') throw error;
  tally(stage, 'session over');
}

async function turn(stage: Stage, dice: Dice, { runner, mine }: { runner: BenchRunner; mine: ClaimedAttempt[] }): Promise<ClaimedAttempt[]> {
  const attempts = [...mine, ...(await runner.claim(1 + dice.below(3)))];
  const { lost, orders } = await runner.beat(attempts);
  const own = attempts.filter((attempt) => !lost.includes(attempt.attemptId));
  const ending = own.filter(() => dice.below(3) > 0);
  const items = ending.flatMap((attempt) => {
    const order = orders.find((one) => one.attemptId === attempt.attemptId)?.order;
    const end: AttemptEnd = order && dice.below(4) > 0 ? { by: 'ORDER', verb: order.verb, exitCode: null, signal: 'SIGTERM' } : dice.of(ENDS);
    return [runner.logItem(attempt, [`attempt ${attempt.attemptNo}`]), runner.finishItem(attempt, end)];
  });
  const { stale } = await runner.report(items);
  if (dice.below(5) === 0) await runner.report(items); // the answer was lost
  stage.stale += items.filter((item) => stale.includes(item.attemptId)).length;
  tally(stage, 'attempts ended', ending.length);
  return own.filter((attempt) => !ending.includes(attempt));
}

const ENDS: readonly AttemptEnd[] = [
  { by: 'EXIT', exitCode: 0 }, { by: 'EXIT', exitCode: 0 }, { by: 'EXIT', exitCode: 0 }, { by: 'EXIT', exitCode: 1 }, { by: 'SIGNAL', signal: 'SIGSEGV' },
  { by: 'TIMEOUT', exitCode: null, signal: 'SIGKILL' }, { by: 'HANDED_BACK', message: 'shutdown' }, { by: 'CRASHED', message: 'lost' }, { by: 'INVALID', message: 'no such program' },
];

/** Under its next session the runner still reports on what it had under the last one: all of it must be refused. */
async function zombie(stage: Stage, mine: readonly ClaimedAttempt[], name: string): Promise<void> {
  if (mine.length === 0) return;
  const runner = await stage.bench.runner(name);
  const { stale } = await runner.report(mine.map((attempt) => runner.finishItem(attempt, { by: 'EXIT', exitCode: 0 })));
  expect(new Set(stale)).toEqual(new Set(mine.map((attempt) => attempt.attemptId)));
  stage.stale += mine.length;
}

/** Ends leases at random and sweeps, by two reapers at a time. */
async function death(stage: Stage, dice: Dice, acting: () => boolean): Promise<void> {
  while (acting()) {
    if (dice.below(8) === 0) await stage.bench.endLease(`runner ${dice.below(RUNNERS)}`);
    const [a, b] = await Promise.all([reap(stage.bench.engine), reap(stage.bench.engine)]);
    tally(stage, 'attempts reaped', Math.max(a, b));
  }
}

/** Lets everything that still can run to its end. */
async function settle(stage: Stage): Promise<void> {
  const { bench } = stage;
  for (const queueId of stage.queues) await resumeQueue(bench.engine, bench.as(), { queueId });
  await bench.sql(`UPDATE runner SET lease_until = now() - interval '1 second' WHERE state <> 'GONE'`);
  while ((await reap(bench.engine)) > 0);
  const last = await bench.runner('last', { queues: ['default', 'second'] });
  for (let attempts = await last.claim(20); attempts.length > 0; attempts = await last.claim(20)) await last.report(attempts.map((attempt) => last.finishItem(attempt)));
  expect(await bench.sql(`SELECT id, status FROM task WHERE status IN ('queued', 'in_progress')`)).toEqual([]);
  expect(await bench.sql('SELECT id FROM queue_item')).toEqual([]);
  expect(await bench.sql(`SELECT id FROM attempt WHERE state <> 'ENDED'`)).toEqual([]);
}

async function judge(stage: Stage, when: string): Promise<void> {
  const report = await oracle({ db: stage.bench.engine.db, expectations: { accepted: stage.accepted, outcomes: stage.outcomes, staleWrites: stage.stale } });
  expect(report.content, `seed ${SEED}, ${when}\n${printed(report)}`).toBe(true);
}

function tally(stage: Stage, what: string, n = 1): void {
  stage.tally.set(what, (stage.tally.get(what) ?? 0) + n);
}
