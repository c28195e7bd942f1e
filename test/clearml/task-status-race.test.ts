// Many callers at once: one task, a hundred changes of its status, and one story in the end.
import { expect, test } from 'vitest';
import { TASK_STATUSES, type TaskStatus } from '../../src/domain/task/status.ts';
import { expectContent } from '../engine/engine-bench.ts';
import { ClearmlGround, type ClearmlAnswer } from './clearml-ground.ts';
import { MOVING_CALLS, tableSays } from './task-status-table.ts';

const LEGAL = new Set(['200/0', '400/110', '400/121', '400/706']);
const wire = (uuid: string): string => uuid.replaceAll('-', '');

/** The statuses of a task in the order of its log. */
async function storyOf(ground: ClearmlGround, id: string): Promise<TaskStatus[]> {
  return (await ground.bench.sql<{ status: TaskStatus }>(`SELECT data->>'status' AS status FROM event WHERE task_id = $1 AND data ? 'status' ORDER BY seq`, [id])).map(({ status }) => status);
}

test('of a hundred calls that end a task in three ways, exactly one way wins, and the others are told so', async () => {
  await using ground = await ClearmlGround.open();
  await ground.bench.warm();
  for (let round = 0; round < 3; round++) {
    const id = await ground.bench.task();
    await ground.data('tasks.started', { task: wire(id) });
    const ways = ['completed', 'failed', 'published'] as const;
    const answers = await Promise.all(Array.from({ length: 100 }, async (_, i) => {
      const way = ways[i % 3]!;
      return { way, answer: await (way === 'published' ? ground.call('tasks.completed', { task: wire(id), publish: true }) : ground.call(`tasks.${way}`, { task: wire(id) })) };
    }));
    for (const { answer } of answers) expect(LEGAL).toContain(`${answer.code}/${answer.subcode}`);
    const story = await storyOf(ground, id);
    const ends = story.filter((status) => status === 'completed' || status === 'failed');
    expect(ends, story.join(' ')).toHaveLength(1);
    const won = answers.filter(({ answer }) => answer.code === 200);
    // What completed may be published after it; what failed is neither.
    expect(won.every(({ way }) => (ends[0] === 'failed' ? way === 'failed' : way !== 'failed')), story.join(' ')).toBe(true);
    expect((await ground.bench.taskRow(id)).status).toBe(story.at(-1));
  }
  await expectContent(ground.bench);
});

test('whatever a hundred callers ask for at once, every change follows from the one before by the table, and the row is where the log says', async () => {
  await using ground = await ClearmlGround.open();
  await ground.bench.warm();
  const id = await ground.bench.task();
  const calls = MOVING_CALLS.filter(({ name }) => name !== 'publish' && name !== 'close');
  const answers: ClearmlAnswer[] = await Promise.all(Array.from({ length: 100 }, (_, i) => ground.call(`tasks.${calls[i % calls.length]!.name}`, { task: wire(id) })));
  for (const { code, subcode } of answers) expect(LEGAL).toContain(`${code}/${subcode}`);
  const story = await storyOf(ground, id);
  story.slice(1).forEach((to, i) => {
    expect(TASK_STATUSES).toContain(to);
    expect(tableSays(story[i]!, to as Exclude<TaskStatus, 'unknown'>), `${story[i]} to ${to}`).toBe('allowed');
  });
  expect((await ground.bench.taskRow(id)).status).toBe(story.at(-1));
  await expectContent(ground.bench);
});
