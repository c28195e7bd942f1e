// Everything at once: calls of programs, commands of people and our own runner, on a few tasks in a few queues.
import { expect, test } from 'vitest';
import { pauseRun, resumeRun } from '../../src/engine/run/pause-run.service.ts';
import { createRun } from '../../src/engine/run/create-run.service.ts';
import { abortTask, killTask } from '../../src/engine/task/end-task.service.ts';
import { sweepOutside } from '../../src/engine/external/outside-sweep.ts';
import { acceptedId, expectContent, SPEC } from '../engine/engine-bench.ts';
import { chosenSeed, seededRandom } from '../fault/seeded-random.ts';
import { ClearmlGround } from './clearml-ground.ts';

/** Callers at once, and what each of them does. */
const CALLERS = 10;
const DEEDS = 30;

const wire = (uuid: string): string => uuid.replaceAll('-', '');

/** What the callers do it to, and with. */
interface Storm {
  readonly ground: ClearmlGround;
  readonly runner: Awaited<ReturnType<ClearmlGround['bench']['runner']>>;
  readonly random: () => number;
  /** Ids as programs write them; what is deleted is replaced. */
  readonly tasks: string[];
  readonly queues: string[];
  readonly runId: string;
  readonly answers: Map<string, number>;
}

test('programs, people and a runner do everything to a few tasks in a few queues at once: nobody is told of a fault or a deadlock, and the oracle is content', async () => {
  const seed = chosenSeed();
  await using ground = await ClearmlGround.open();
  const { bench } = ground;
  await bench.warm();
  const run = acceptedId(await createRun(bench.engine, bench.as(), { definition: { tasks: [{ node: 'a', spec: SPEC }, { node: 'b', spec: SPEC, needs: ['a'] }] }, enqueue: true }));
  const ofRun = await bench.sql<{ id: string }>('SELECT id FROM task WHERE run_id = $1', [run]);
  const tasks = ofRun.map(({ id }) => wire(id));
  for (let i = 0; i < 5; i++) tasks.push((await ground.data('tasks.create', { name: `task ${i}`, type: 'training', parent: tasks[2 + (i >> 1)] })).id);
  const queues = [wire(bench.defaultQueue), (await ground.data('queues.create', { name: 'second' })).id, (await ground.data('queues.create', { name: 'third' })).id];
  const storm: Storm = { ground, runner: await bench.runner('ours'), random: seededRandom(seed), tasks, queues, runId: run, answers: new Map() };
  const faults = await Promise.all(Array.from({ length: CALLERS }, (_, i) => doAll(storm, i)));
  // The errors themselves, or nobody would know what it was that happened once in ten thousand calls.
  expect([...faults.flat(), ...ground.failures.map((error) => `${(error as { code?: string }).code ?? ''} ${(error as Error).stack}`)], `seed ${seed}`).toEqual([]);
  // Most of it did happen.
  expect(storm.answers.get('200') ?? 0, `seed ${seed}`).toBeGreaterThan((CALLERS * DEEDS) / 4);
  await bench.expire('ours');
  await expectContent(bench, {});
}, 60_000);

/** One caller's deeds; gives back what nobody should have been told. */
async function doAll(storm: Storm, caller: number): Promise<string[]> {
  const faults: string[] = [];
  for (let n = 0; n < DEEDS; n++) {
    const deed = one(storm, caller === 0 ? OURS : CALLS);
    try {
      const code = await deed(storm, one(storm, storm.tasks), one(storm, storm.queues));
      storm.answers.set(code, (storm.answers.get(code) ?? 0) + 1);
      if (!['200', '400', '403', 'ours'].includes(code)) faults.push(code);
    } catch (error) {
      faults.push(String(error));
    }
  }
  return faults;
}

type Deed = (storm: Storm, task: string, queue: string) => Promise<string>;

function one<T>({ random }: Storm, of: readonly T[]): T {
  return of[Math.floor(random() * of.length)]!;
}



/** A call with these members beside the task. */
function call(name: string, more: (storm: Storm, queue: string) => object = () => ({})): Deed {
  return async (storm, task, queue) => told(storm, name, { task, ...more(storm, queue) });
}

/** A call for several tasks, in whatever order. */
function many(name: string, more: object = {}): Deed {
  return async (storm, task) => told(storm, name, { ids: [task, one(storm, storm.tasks), one(storm, storm.tasks)], ...more });
}

async function told({ ground }: Storm, name: string, input: object): Promise<string> {
  const { code, subcode, message } = await ground.call(name, input);
  return code === 200 || code === 400 || code === 403 ? String(code) : `${name}: ${code}/${subcode} ${message}`;
}

const forced = (storm: Storm): object => ({ force: storm.random() < 0.5 });
const toQueue = (storm: Storm, queue: string): object => ({ queue, ...forced(storm) });

const CALLS: readonly Deed[] = [
  call('tasks.enqueue', toQueue), call('tasks.enqueue', toQueue), call('tasks.enqueue', toQueue), call('tasks.dequeue'), call('tasks.dequeue', () => ({ new_status: 'in_progress' })),
  call('tasks.started', forced), call('tasks.stop'), call('tasks.stopped', forced), call('tasks.completed', forced), call('tasks.failed'), call('tasks.reset', forced), call('tasks.ping'),
  call('tasks.edit', (storm) => ({ force: true, comment: 'edited', parent: one(storm, storm.tasks), runtime: { at: String(storm.random()) } })),
  call('tasks.edit', () => ({ force: true, status: 'queued' })), call('tasks.edit', () => ({ force: true, status: 'created' })),
  call('tasks.set_requirements', () => ({ requirements: { pip: 'x' } })), call('tasks.add_or_update_artifacts', () => ({ artifacts: [{ key: 'a', type: 'x', uri: 'u' }] })),
  many('tasks.archive_many'), many('tasks.unarchive_many'), many('tasks.update_tags', { add_tags: ['t'] }), many('tasks.make_public'), many('tasks.make_private'), many('tasks.make_private'),
  many('tasks.enqueue_many'), many('tasks.dequeue_many'), many('tasks.stop_many'), many('tasks.reset_many', { force: true }), many('tasks.move', { project_name: 'elsewhere' }),
  async (storm, task) => {
    const { id } = await storm.ground.data('tasks.clone', { task: storm.tasks.at(-1)! }).catch(() => storm.ground.data('tasks.create', { name: 'another', type: 'testing' }));
    // Those of the run stay: it goes on.
    const at = storm.tasks.indexOf(task);
    if (at >= 2) storm.tasks[at] = id;
    return told(storm, 'tasks.delete', { task, force: true });
  },
  (storm, task) => storm.ground.call('tasks.update_batch', [{ task, comment: 'b' }, { task: one(storm, storm.tasks), comment: 'c' }], { lines: true }).then(({ code }) => String(code)),
  (storm, task) => told(storm, 'events.add', { task, type: 'training_stats_scalar', metric: 'm', variant: 'v', iter: 1, value: 1 }),
  ...['add_task', 'remove_task', 'move_task_to_front', 'move_task_to_back', 'move_task_forward', 'move_task_backward'].map((name): Deed => (storm, task, queue) => told(storm, `queues.${name}`, { queue, task })),
  (storm, _task, queue) => told(storm, 'queues.clear_queue', { queue }),
  async (storm, _task, queue) => {
    const { data } = await storm.ground.call('queues.get_next_task', { queue });
    return data.entry === undefined ? '400' : told(storm, 'tasks.started', { task: data.entry.task, force: true });
  },
  async (storm) => {
    const { id } = await storm.ground.data('queues.create', { name: `queue ${storm.random()}` });
    const old = storm.queues.splice(2, 1, id)[0];
    return told(storm, 'queues.delete', { queue: old, force: true });
  },
];

/** Of our own: the runner, people over GraphQL, the sweep. */
const OURS: readonly Deed[] = [
  async ({ runner }) => {
    const claimed = await runner.claim(2);
    await Promise.all(claimed.map((attempt) => runner.finish(attempt)));
    return 'ours';
  },
  async ({ ground: { bench } }, task) => ignoreMissing(() => abortTask(bench.engine, bench.as(), { taskId: uuid(task) })),
  async ({ ground: { bench } }, task) => ignoreMissing(() => killTask(bench.engine, bench.as(), { taskId: uuid(task) })),
  async ({ ground: { bench } }) => { await sweepOutside(bench.engine); return 'ours'; },
  async ({ ground: { bench }, runId }) => { await pauseRun(bench.engine, bench.as(), { runId }); await resumeRun(bench.engine, bench.as(), { runId }); return 'ours'; },
];

function uuid(id: string): string {
  return id.replace(/^(.{8})(.{4})(.{4})(.{4})/, '$1-$2-$3-$4-');
}

/** What somebody has deleted, or made public, is told to be so. */
async function ignoreMissing(command: () => Promise<unknown>): Promise<string> {
  try {
    await command();
  } catch (error) {
    const { code } = error as { code?: string };
    if (code !== 'NOT_FOUND' && code !== 'FORBIDDEN') throw error;
  }
  return 'ours';
}
