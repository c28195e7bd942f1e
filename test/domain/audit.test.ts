// The audit's rules: what commands act on, which errors are denials, and how many of those are written down.
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { namedTarget, targetKindOf } from '../../src/domain/audit/audit-target.ts';
import { countDenial, DENIAL_WINDOW_MS, isDenial, MAX_DENIALS_PER_MINUTE, type DenialCount } from '../../src/domain/audit/denial.ts';
import { DomainError, ERROR_CODES } from '../../src/domain/errors.ts';

const ENGINE = path.resolve(import.meta.dirname, '../../src/engine');

test('every command of the engine has a kind of target', () => {
  const files = readdirSync(ENGINE, { recursive: true, encoding: 'utf8' }).filter((file) => file.endsWith('.service.ts'));
  const sources = files.map((file) => readFileSync(path.join(ENGINE, file), 'utf8')).filter((text) => text.includes('runCommand('));
  // Work of runners has an op, too, which names its transaction; it is no command.
  const ops = sources.flatMap((text) => [...text.replaceAll(/inTransaction\([^)]*\)/g, '').matchAll(/\bop: '(\w+)'/g)].map((found) => found[1]!));
  expect(ops.length).toBeGreaterThan(40);
  expect(ops.filter((op) => targetKindOf(op) === null)).toEqual([]);
});

test('the thing that an input names is the nearest one, and never what PostgreSQL could not store', () => {
  expect(namedTarget({ queueId: 'q', taskId: 't' })).toEqual({ kind: 'TASK', id: 't' });
  expect(namedTarget({ deck: 'robot' })).toEqual({ kind: 'DECK', id: 'robot' });
  for (const nothing of [null, 7, {}, { taskId: 7 }, { taskId: '' }, { taskId: 'a\0' }, { taskId: '\ud800' }, { taskId: 'x'.repeat(201) }, Object.create({ taskId: 'inherited' })]) expect(namedTarget(nothing)).toBe(null);
});

test('denials are want of a role and of a key, and for those with some projects what does not exist for them', () => {
  const everywhere = { userId: 'u', name: 'n', role: 'operator', grants: null } as const;
  const somewhere = { ...everywhere, grants: [] };
  const denied = (actor: typeof everywhere | typeof somewhere) => ERROR_CODES.filter((code) => isDenial(new DomainError(code, 'x'), actor));
  expect(denied(everywhere)).toEqual(['FORBIDDEN', 'LOCKED']);
  expect(denied(somewhere)).toEqual(['NOT_FOUND', 'FORBIDDEN', 'LOCKED']);
  expect(isDenial(new Error('FORBIDDEN'), everywhere)).toBe(false);
});

test('of attempts at any times every one is written or counted, and no more are written within a minute than may be', () => {
  fc.assert(fc.property(fc.array(fc.integer({ min: 0, max: 4_000 }), { minLength: 1, maxLength: 300 }), (pauses) => {
    let count: DenialCount | null = null;
    let now = 0;
    let [written, overdue] = [0, 0];
    const starts: number[] = [];
    for (const pause of pauses) {
      now += pause;
      const before: DenialCount | null = count;
      const next = countDenial(before, now);
      if (before && next.count.since !== before.since) overdue += before.beyond;
      if (next.count.since !== before?.since) starts.push(now);
      written += next.write ? 1 : 0;
      expect(next.count.written).toBeLessThanOrEqual(MAX_DENIALS_PER_MINUTE);
      count = next.count;
    }
    expect(written + overdue + count!.beyond).toBe(pauses.length);
    for (const [i, start] of starts.entries()) if (i > 0) expect(start - starts[i - 1]!).toBeGreaterThanOrEqual(DENIAL_WINDOW_MS);
  }));
  expect(countDenial({ since: 100, written: MAX_DENIALS_PER_MINUTE, beyond: 3 }, 50)).toEqual({ write: true, count: { since: 50, written: 1, beyond: 0 } });
});
