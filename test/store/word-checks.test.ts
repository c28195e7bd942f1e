// Checks of columns that hold one of a few words, as lists that are there instead of expressions.
import { afterAll, beforeAll, expect, test } from 'vitest';
import { Migration20261122140000_word_check } from '../../migrations/Migration20261122140000_word_check.ts';
import { EngineBench } from '../engine/engine-bench.ts';

/** Tables that every run writes. */
const TABLES = ['run', 'task', 'attempt', 'phase', 'step', 'audit_entry'];

interface Check {
  readonly name: string;
  readonly text: string;
}

let bench: EngineBench;

beforeAll(async () => void (bench = await EngineBench.open()));
afterAll(() => bench[Symbol.asyncDispose]());

function checks(): Promise<Check[]> {
  return bench.sql<Check>(`SELECT conname AS name, pg_get_constraintdef(oid) AS text FROM pg_constraint WHERE contype = 'c' AND conrelid = ANY($1::text[]::regclass[]) AND convalidated ORDER BY 1`, [TABLES]);
}

/** The words of a check, whichever way it is written; none for one of another kind. */
function wordsOf({ name, text }: Check): readonly string[] {
  const [, list, expression] = /ANY \('\{(.*)\}'::text\[\]\)|ANY \(ARRAY\[(.*)\]\)/.exec(text) ?? [];
  const words = list?.split(',') ?? expression?.split(', ').map((one) => /^'(.*)'::text$/.exec(one)![1]!) ?? [];
  return [name, ...words];
}

async function carryOut(way: 'up' | 'down'): Promise<void> {
  const { orm } = bench.engine.db;
  const migration = new Migration20261122140000_word_check(orm.em.getDriver(), orm.config);
  migration.reset();
  migration[way]();
  // In a transaction, as migrations are.
  await bench.sql(['BEGIN', ...migration.getQueries(), 'COMMIT'].join(';\n'));
}

test('no table that every run writes has a check with an expression for each word', async () => {
  expect((await checks()).filter(({ text }) => text.includes('ARRAY['))).toEqual([]);
});

test('the lists have the words that the expressions had, on the way back and forward again', async () => {
  const listed = (await checks()).map(wordsOf);
  expect(listed.filter((words) => words.length > 1)).toHaveLength(16);
  await carryOut('down');
  expect((await checks()).some(({ text }) => text.includes('ARRAY['))).toBe(true);
  expect((await checks()).map(wordsOf)).toEqual(listed);
  await carryOut('up');
  expect((await checks()).map(wordsOf)).toEqual(listed);
});

test('a word that is none of them is refused, and so is one that only begins like one', async () => {
  await bench.task();
  for (const word of ['queue', 'queued ', 'QUEUED', '']) await expect(bench.sql('UPDATE task SET status = $1', [word])).rejects.toMatchObject({ code: '23514', constraint: 'task_status_check' });
});
