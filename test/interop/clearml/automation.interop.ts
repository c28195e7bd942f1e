// What ClearML builds on tasks and queues: a pipeline and a search, executed by agents.
import { expect, test } from 'vitest';
import { until } from '../../fault/until.ts';
import { groundOfEachTest, type InteropGround } from '../interop-ground.ts';
import { taskById, untilStatus } from './looked-at.ts';

const open = groundOfEachTest();

async function idOf(ground: InteropGround, filter: object): Promise<string | undefined> {
  return (await ground.call('tasks.get_all', { search_hidden: true, only_fields: ['id', 'name'], ...filter })).tasks[0]?.id;
}

test('a pipeline of two steps, its controller and its steps executed by agents, ends completed with the result', async () => {
  const ground = await open();
  await ground.call('queues.create', { name: 'controllers' });
  for (const queue of ['controllers', 'default']) ground.agent(queue, { name: `${queue}:0` });
  await ground.python('two_steps.py').end();
  const controller = await idOf(ground, { type: ['controller'] });
  await untilStatus(ground, controller!, 'COMPLETED', 150_000);
  const [first, second] = [await idOf(ground, { name: '^first$' }), await idOf(ground, { name: '^second$' })];
  for (const step of [first, second]) expect((await taskById(ground, step!)).status).toBe('COMPLETED');
  expect((await taskById(ground, first!)).log).toContain('the first step got 20');
  expect((await taskById(ground, second!)).log).toContain('the second step got 21');
  expect((await ground.call('tasks.get_by_id', { task: second })).task).toMatchObject({ parent: controller, last_worker: 'default:0' });
  expect(ground.recorder.faults()).toEqual([]);
});

test('a random search lets an agent try two values, finds the better one and ends completed', async () => {
  const ground = await open();
  const { task: base } = await ground.python('objective.py').end();
  ground.agent('default', { name: 'default:0' });
  const facts = await ground.python('random_search.py', { args: [base] }).end();
  expect(facts).toMatchObject({ in_time: true, status: 'completed' });
  await until('both trials are over', async () => (await ground.call('tasks.get_all', { parent: facts['task'], status: ['completed'] })).tasks.length === 2, { withinMs: 30_000 });
  expect(facts['top'].map(([, x, status]: [string, string, string]) => [Number(x), status])).toEqual([[3, 'completed'], [2, 'completed']]);
  expect(ground.recorder.faults()).toEqual([]);
});
