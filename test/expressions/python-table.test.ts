// Expressions against what CPython 3.11 made of them: the table is a record of its answers, asked through python-oracle.py.
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import type { JsonValue } from '../../src/domain/event/event.ts';
import { ourLine, pythonLine, type Row, scopeOf } from './bench.ts';

const table = JSON.parse(readFileSync(new URL('python-table.json', import.meta.url), 'utf8')) as { scope: Record<string, JsonValue>; rows: Row[] };

describe('expressions against the recorded answers of CPython', () => {
  it('has a table that is worth its name', () => {
    expect(table.rows.length).toBeGreaterThan(600);
    expect(new Set(table.rows.map(({ error }) => error)).size).toBeGreaterThan(8);
  });

  it('gives the same value, type and text, or the same class of error, for every row', () => {
    const scope = scopeOf(table.scope);
    const ours = table.rows.map(({ source }) => `${source}  ${ourLine(source, scope)}`);
    expect(ours).toEqual(table.rows.map((row) => `${row.source}  ${pythonLine(row)}`));
  });
});
