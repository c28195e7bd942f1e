// What locks cover and which of them exclude each other, over places and scopes made at random.
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { DomainError } from '../../src/domain/errors.ts';
import { isCovered, keptOut, overlap, type LabLock, type LockablePlace, type LockScope } from '../../src/domain/lock/lab-lock.ts';
import { lockKeyAt, lockScopeAt, MAX_LOCK_KEYS, presentedKeys } from '../../src/domain/lock/lock-input.ts';

const path = fc.array(fc.constantFrom('a', 'b', 'ab'), { maxLength: 4 }).map((parts) => `/${parts.join('/')}`);
const name = fc.constantFrom('one', 'two');
const scope: fc.Arbitrary<LockScope> = fc.oneof(
  fc.constant<LockScope>({ kind: 'EVERYTHING' }),
  path.map((one): LockScope => ({ kind: 'PROJECT', path: one })),
  name.map((one): LockScope => ({ kind: 'QUEUE', queueId: one, queueName: one })),
  name.map((one): LockScope => ({ kind: 'DECK', deckName: one })),
);
const place: fc.Arbitrary<LockablePlace> = fc.record({ path: fc.option(path), queueId: fc.option(name), deckName: fc.option(name) });

test('a lock on everything covers every place, and a lock on the root project every place of a project', () => {
  fc.assert(fc.property(place, (at) => {
    expect(isCovered({ kind: 'EVERYTHING' }, at)).toBe(true);
    expect(isCovered({ kind: 'PROJECT', path: '/' }, at)).toBe(at.path !== null);
  }));
});

test('a lock on a project covers exactly what lies at its path or below it, whole names only', () => {
  fc.assert(fc.property(path, path, (locked, at) => {
    const parts = (text: string) => text.split('/').filter((part) => part !== '');
    const below = parts(locked).every((part, i) => parts(at)[i] === part);
    expect(isCovered({ kind: 'PROJECT', path: locked }, { path: at, queueId: null, deckName: null })).toBe(below);
  }));
});

test('overlap goes both ways, and holds of every lock with itself', () => {
  fc.assert(fc.property(scope, scope, (a, b) => {
    expect(overlap(a, b)).toBe(overlap(b, a));
    expect(overlap(a, a)).toBe(true);
  }));
});

test('of two locks of one kind on one place, each overlaps the other; those of two kinds may be held by two people', () => {
  fc.assert(fc.property(scope, scope, place, (a, b, at) => {
    if (!isCovered(a, at) || !isCovered(b, at)) return;
    expect(overlap(a, b)).toBe(a.kind === b.kind || a.kind === 'EVERYTHING' || b.kind === 'EVERYTHING');
  }));
});

test('who is kept out is told by whom, on what, since when, why and what to do', () => {
  const lock: LabLock = { id: 'x', scope: { kind: 'DECK', deckName: 'robot' }, holderId: 'u', holderName: 'Ada', note: 'calibration', since: new Date(0), until: null };
  expect(() => keptOut(lock)).toThrow(new DomainError('LOCKED', 'Ada has locked the deck robot since 1970-01-01T00:00:00.000Z (calibration): ask Ada, present the key of the lock, or wait'));
  expect(() => keptOut({ ...lock, note: '', until: new Date(1_000) })).toThrow(/since 1970-01-01T00:00:00.000Z, until 1970-01-01T00:00:01.000Z: ask/);
});

test('a scope has the name that its kind needs and no other', () => {
  expect(lockScopeAt({ kind: 'EVERYTHING' }, ['scope'])).toEqual({ kind: 'EVERYTHING' });
  expect(lockScopeAt({ kind: 'QUEUE', queueId: 'q', deck: undefined }, ['scope'])).toEqual({ kind: 'QUEUE', queueId: 'q' });
  for (const wrong of [{ kind: 'EVERYTHING', deck: 'd' }, { kind: 'QUEUE' }, { kind: 'QUEUE', queueId: 'q', projectId: 'p' }, { kind: 'DECK', deck: '' }, { kind: 'OTHER' }]) {
    expect(() => lockScopeAt(wrong as never, ['scope'])).toThrow(DomainError);
  }
});

test('any key that may be chosen is found again among those that a call presents, up to the most that are looked at', () => {
  const key = fc.string({ unit: fc.constantFrom(...'abzAZ09_.~+/=-'), minLength: 16, maxLength: 256 });
  fc.assert(fc.property(fc.array(key, { minLength: 1, maxLength: MAX_LOCK_KEYS }), (keys) => {
    for (const one of keys) expect(lockKeyAt(one, ['key'])).toBe(one);
    expect(presentedKeys(keys.join(' , '))).toEqual(keys);
  }));
  expect(presentedKeys(Array.from({ length: MAX_LOCK_KEYS + 1 }, () => 'x'.repeat(16)).join(','))).toEqual([]);
  expect(presentedKeys(null)).toEqual([]);
  for (const wrong of ['short', 'x'.repeat(257), 'with,comma and space', 'é'.repeat(20), 7]) expect(() => lockKeyAt(wrong, ['key'])).toThrow(DomainError);
});
