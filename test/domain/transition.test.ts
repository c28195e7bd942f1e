import { expect, test } from 'vitest';
import { TASK_STATUSES, hasEnded, hasSucceeded, type TaskStatus } from '../../src/domain/task/status.ts';
import { SYSTEM_EDGES, allEdges, mayChange } from '../../src/domain/task/transition.ts';

// Rows: from. `u` = a user may, `s` = only the system may, `.` = only by force, `=` = the same.
const COLUMNS = ['created', 'queued', 'in_progress', 'stopped', 'closed', 'failed', 'completed', 'publishing', 'published', 'unknown'] as const;
const MATRIX: Readonly<Record<TaskStatus, string>> = {
  //            cr qu ip st cl fa co pi pu un
  created: '    =  u  u  s  .  .  .  .  .  .',
  queued: '     u  =  u  u  .  .  s  .  .  .',
  in_progress: 'u  s  =  u  .  u  u  .  .  .',
  stopped: '    u  u  u  =  u  u  u  u  u  .',
  closed: '     u  .  .  u  =  u  .  u  u  .',
  failed: '     u  u  .  u  .  =  .  .  u  .',
  completed: '  u  .  u  .  .  .  =  .  u  .',
  publishing: ' .  .  .  .  .  .  .  =  u  .',
  published: '  .  .  .  .  .  .  .  .  =  .',
  unknown: '    .  .  .  .  .  .  .  .  .  =',
};

const cells = COLUMNS.flatMap((from) => MATRIX[from].trim().split(/\s+/).map((cell, i) => ({ from, to: COLUMNS[i]!, cell })));

test('the ten statuses are exactly those that clients know', () => {
  expect([...TASK_STATUSES].sort()).toEqual([...COLUMNS].sort());
  expect(cells).toHaveLength(100);
});

test.each(cells)('$from to $to is allowed as the reviewed matrix says: $cell', ({ from, to, cell }) => {
  expect(mayChange(from, to, 'USER')).toBe(cell === 'u' || cell === '=');
  expect(mayChange(from, to, 'SYSTEM')).toBe(cell !== '.');
  expect(mayChange(from, to, 'FORCE')).toBe(true);
});

test('the lists of edges are the matrix without its diagonal', () => {
  const pairs = (wanted: string) => cells.filter(({ cell }) => wanted.includes(cell)).map(({ from, to }) => `${from} ${to}`).sort();
  expect(allEdges('USER').map((edge) => edge.join(' ')).sort()).toEqual(pairs('u'));
  expect(allEdges('SYSTEM').map((edge) => edge.join(' ')).sort()).toEqual(pairs('us'));
});

test('each change of the system names its reason', () => {
  for (const edge of SYSTEM_EDGES) expect(edge.when).toMatch(/\w+ \w+/);
});

test('only published, publishing, closed, completed, failed and stopped have ended, and of them three have succeeded', () => {
  expect(TASK_STATUSES.filter(hasEnded).sort()).toEqual(['closed', 'completed', 'failed', 'published', 'publishing', 'stopped']);
  expect(TASK_STATUSES.filter(hasSucceeded).sort()).toEqual(['completed', 'published', 'publishing']);
});
