// clearml-agent in the foreground: it pulls, executes, streams and ends, and a queue gives it what our rules say.
import { expect, test } from 'vitest';
import { until } from '../../fault/until.ts';
import { groundOfEachTest, type InteropGround } from '../interop-ground.ts';
import { globalTaskId, taskById, untilStatus } from './looked-at.ts';
import { enqueue, loneScript, makeTask, repositoryScript } from './script-task.ts';

const open = groundOfEachTest();

const PROGRAM = `from clearml import Task
import beside
task = Task.init(project_name="interop/agent", task_name="from a repository")
settings = task.connect({"steps": 3})
for step in range(int(settings["steps"])):
    task.get_logger().report_scalar("loss", "train", value=1.0 / (step + 1), iteration=step)
    print("the repository says", beside.WORD, step)
`;

/** Each task's id in the order in which the agents took them up. */
function takenUp(ground: InteropGround): string[] {
  return ground.recorder.calls.flatMap(({ url, answered }) => (url.endsWith('/queues.get_next_task') ? [/"task":"([0-9a-f]{32})"/.exec(answered)?.[1] ?? ''] : [])).filter((id) => id !== '');
}

test('an agent pulls a task from a queue, runs it from a local git repository, streams its output and ends it completed', async () => {
  const ground = await open();
  const script = repositoryScript(ground, { 'train/program.py': PROGRAM, 'train/beside.py': 'WORD = "seven"\n' }, { folder: 'train', file: 'program.py' });
  const task = await makeTask(ground, { name: 'from a repository', script });
  await enqueue(ground, { task });
  const agent = ground.agent('default', { name: 'bench:cpu:0' });
  await untilStatus(ground, task, 'IN_PROGRESS');
  expect(agent.hasEnded).toBe(false);
  await untilStatus(ground, task, 'COMPLETED');
  const seen = await taskById(ground, task);
  for (const step of [0, 1, 2]) expect(seen.log).toContain(`the repository says seven ${step}`);
  expect(seen.attempts.totalCount).toBe(1);
  const { task: shown } = await ground.call('tasks.get_by_id', { task });
  expect(shown).toMatchObject({ status: 'completed', last_worker: 'bench:cpu:0', last_iteration: 2, hyperparams: { General: { steps: { value: '3' } } } });
  const { workers } = await ground.call('workers.get_all', {});
  expect(workers.map(({ id }: { id: string }) => id)).toContain('bench:cpu:0');
  expect(ground.recorder.faults()).toEqual([]);
});

test('abortTask in GraphQL ends the program that an agent runs, the task is stopped, and the agent takes the next one', async () => {
  const ground = await open();
  const long = await makeTask(ground, { name: 'long', script: loneScript('import time\nfor n in range(600):\n    print("at work", n, flush=True)\n    time.sleep(0.5)\n') });
  const next = await makeTask(ground, { name: 'next', script: loneScript('print("the next one")\n') });
  for (const task of [long, next]) await enqueue(ground, { task });
  ground.agent('default');
  await until('the program has written', async () => (await taskById(ground, long)).log.includes('at work'), { withinMs: 90_000 });
  const { abortTask } = await ground.graphql('mutation ($id: ID!) { abortTask(input: { taskId: $id, reason: "enough" }) { outcome userErrors { message } } }', { id: globalTaskId(long) });
  expect(abortTask).toEqual({ outcome: 'ACCEPTED', userErrors: [] });
  await untilStatus(ground, long, 'STOPPED');
  await untilStatus(ground, next, 'COMPLETED');
  expect((await taskById(ground, next)).log).toContain('the next one');
  expect(takenUp(ground)).toEqual([long, next]);
  expect(ground.recorder.faults()).toEqual([]);
});

test('two agents on one queue never get the same task, and all of them are done once', async () => {
  const ground = await open();
  const tasks: string[] = [];
  for (let n = 0; n < 6; n++) tasks.push(await makeTask(ground, { name: `task ${n}`, script: loneScript(`print("done by one", ${n})\n`) }));
  for (const task of tasks) await enqueue(ground, { task });
  for (const name of ['first:0', 'second:0']) ground.agent('default', { name });
  for (const task of tasks) await untilStatus(ground, task, 'COMPLETED', 150_000);
  expect(takenUp(ground).sort()).toEqual(tasks.toSorted());
  const seen = await Promise.all(tasks.map((task) => taskById(ground, task)));
  expect(seen.map(({ attempts }) => attempts.totalCount)).toEqual(tasks.map(() => 1));
  for (const [n, { log }] of seen.entries()) expect(log.match(/done by one \d/g)).toEqual([`done by one ${n}`]);
  const workers = await Promise.all(tasks.map(async (task) => (await ground.call('tasks.get_by_id', { task })).task.last_worker as string));
  expect(new Set(workers)).toEqual(new Set(['first:0', 'second:0']));
  expect(ground.recorder.faults()).toEqual([]);
});

test('a paused queue gives an agent nothing; when it goes on, an item that was moved meanwhile is pulled in its new place', async () => {
  const ground = await open();
  const tasks: string[] = [];
  for (let n = 0; n < 3; n++) tasks.push(await makeTask(ground, { name: `task ${n}`, script: loneScript(`print(${n})\n`) }));
  for (const task of tasks) await enqueue(ground, { task, queue: 'a line of its own' });
  const { queues } = await ground.graphql('{ queues(first: 20) { nodes { id name items(first: 10) { nodes { id } } } } }');
  const queue = queues.nodes.find(({ name }: { name: string }) => name === 'a line of its own');
  const changed = { outcome: 'ACCEPTED' };
  expect(await ground.graphql('mutation ($id: ID!) { pauseQueue(input: { queueId: $id }) { outcome } }', { id: queue.id })).toEqual({ pauseQueue: changed });
  ground.agent('a line of its own');
  await until('the agent has asked three times', () => ground.recorder.count('queues.get_next_task') >= 3, { withinMs: 90_000 });
  expect(takenUp(ground)).toEqual([]);
  const moved = await ground.graphql('mutation ($queueId: ID!, $itemIds: [ID!]!) { moveQueueItems(input: { queueId: $queueId, itemIds: $itemIds, to: { at: FRONT } }) { outcome } }', { queueId: queue.id, itemIds: [queue.items.nodes[2].id] });
  expect(moved).toEqual({ moveQueueItems: changed });
  expect(await ground.graphql('mutation ($id: ID!) { resumeQueue(input: { queueId: $id }) { outcome } }', { id: queue.id })).toEqual({ resumeQueue: changed });
  for (const task of tasks) await untilStatus(ground, task, 'COMPLETED');
  expect(takenUp(ground)).toEqual([tasks[2], tasks[0], tasks[1]]);
  expect(ground.recorder.faults()).toEqual([]);
});
