// Filters in PostgreSQL and filters in memory: the same rows.
import fc from 'fast-check';
import pg from 'pg';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { rowTest } from '../../src/domain/filter/filter-match.ts';
import { normalFilter } from '../../src/domain/filter/normal-form.ts';
import { columnsFor } from '../../src/store/filter/filter-column.ts';
import { filterSql } from '../../src/store/filter/filter-sql.ts';
import { linearEngine } from '../../src/store/filter/linear-engine.ts';
import { SqlParameters, foldedSql } from '../../src/store/read/keyset.ts';
import { compareTexts, foldCase } from '../../src/domain/filter/text-order.ts';
import { type FreshDatabase, emptyDatabase } from '../postgres/fresh-database.ts';
import { FIELDS, filter, leaf, row, TEXTS } from './filter-arbitraries.ts';

let fresh: FreshDatabase;
let client: pg.Client;
beforeAll(async () => {
  fresh = await emptyDatabase();
  client = new pg.Client({ connectionString: fresh.url });
  await client.connect();
  await client.query('CREATE TABLE thing (n int PRIMARY KEY, title text, label text, size bigint, at timestamptz(3), owner uuid, state text, ready boolean, tags text[] NOT NULL, body jsonb)');
});
afterAll(async () => {
  await client?.end();
  await fresh?.drop();
});

/** Half of the fields as columns with an index have them, so that the conditions which help an index are judged, too. */
const COLUMNS = columnsFor(FIELDS, {
  title: { isOrdered: true, isFolded: true }, state: { isOrdered: true, sparse: { common: 'open', sql: `t.state <> 'open'` } }, size: { sparse: { common: 0, sql: 't.size <> 0' } }, tags: { isUnordered: true, sparse: { common: [], sql: `t.tags <> '{}'` } },
});
const TABLE = fc.sample(row, { numRuns: 250, seed: 7 });

async function fill(): Promise<void> {
  const records = TABLE.map((each, n) => ({ n, ...each }));
  await client.query(
    `INSERT INTO thing SELECT n, title, label, size, at, owner, state, ready, ARRAY(SELECT jsonb_array_elements_text(tags)), body
     FROM jsonb_to_recordset($1::jsonb) AS r(n int, title text, label text, size bigint, at timestamptz, owner uuid, state text, ready boolean, tags jsonb, body jsonb) ON CONFLICT DO NOTHING`, [JSON.stringify(records)]);
}

test.each([['leaves', leaf, 700], ['whole filters', filter, 700]] as const)('%s find in the table what they find in memory', async (_, given, numRuns) => {
  await fill();
  let telling = 0;
  await fc.assert(fc.asyncProperty(given as typeof filter, async (each) => {
    const normal = normalFilter(each);
    const parameters = new SqlParameters();
    const { rows } = await client.query<{ n: number }>(`SELECT n FROM thing t WHERE ${filterSql(normal, COLUMNS, parameters)} ORDER BY n`, parameters.values);
    const inMemory = rowTest(each, linearEngine);
    if (rows.length > 0 && rows.length < TABLE.length) telling++;
    expect(rows.map(({ n }) => n)).toEqual(TABLE.flatMap((one, n) => (inMemory(one) ? [n] : [])));
  }), { numRuns });
  // Filters that show all rows or none would agree whatever they say.
  expect(telling).toBeGreaterThan(numRuns / 4);
}, 60_000);

test('texts have the same lower case and the same order in the database and in memory, letter by letter through all of Unicode that both know', async () => {
  const { rows } = await client.query<{ code: number; lower: string }>(`SELECT code, ${foldedSql('chr(code)')} AS lower FROM generate_series(1, 130000) code WHERE code NOT BETWEEN 55296 AND 57343 AND unicode_assigned(chr(code))`);
  expect(rows.filter(({ code, lower }) => foldCase(String.fromCodePoint(code)) !== lower).map(({ code }) => code.toString(16))).toEqual([]);
  const { rows: sorted } = await client.query<{ text: string }>(`SELECT text FROM unnest($1::text[]) text ORDER BY text COLLATE "C"`, [TEXTS]);
  expect(sorted.map(({ text }) => text)).toEqual([...TEXTS].toSorted(compareTexts));
});

test('no text of a filter stands in its SQL', () => {
  const marked = 'x\'";--$1';
  const parts = (['title', 'label'] as const).flatMap((name) => [
    { kind: 'compare', path: [name], op: 'eq', value: marked }, { kind: 'oneOf', path: [name], op: 'in', values: [marked, 'y'] }, { kind: 'text', path: [name], op: 'contains', value: marked }, { kind: 'regex', path: [name], pattern: 'x+\'"' },
  ] as const);
  const json = { kind: 'compare', path: ['body', marked], op: 'lt', value: marked } as const;
  const sql = filterSql(normalFilter({ kind: 'and', parts: [...parts, json, { kind: 'list', path: ['tags'], op: 'any', values: [marked, 'z'] }] }), COLUMNS, new SqlParameters());
  expect(sql).not.toMatch(/x'|x\+|";|--/);
});
