// Decisions about access: what grants give, that they never give more than the role, and that a place next door is not the place.
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type Actor, covers, decide, isWithin, PERSON_ROLES, requireRunner, ROLES, roleAt } from '../../src/domain/access.ts';

const person = (role: Actor['role'], grants: Actor['grants'] = null): Actor => ({ userId: 'u', name: 'anne', role, grants });

test.each([
  ['/a', '/a', true], ['/a/b', '/a', true], ['/ab', '/a', false], ['/', '/a', false], ['/a', '/', true], ['/', '/', true], ['/a', '/a/b', false],
])('%s lies within %s: %s', (path, ancestor, expected) => expect(isWithin(path, ancestor)).toBe(expected));

test('without grants the role holds at every place, shared ones included', () => {
  for (const path of ['/', '/a', null]) expect(decide(person('operator'), { role: 'operator', path })).toBe('ALLOWED');
});

test('with grants everything outside them does not exist, and what all share can be looked at only', () => {
  const anne = person('admin', [{ path: '/a', role: 'operator' }, { path: '/a/secret', role: 'viewer' }]);
  const at = (role: Actor['role'], path: string | null) => decide(anne, { role, path });
  expect([at('viewer', '/b'), at('viewer', '/'), at('operator', '/a/x'), at('admin', '/a'), at('operator', '/a/secret')]).toEqual(['HIDDEN', 'HIDDEN', 'ALLOWED', 'FORBIDDEN', 'ALLOWED']);
  expect([at('viewer', null), at('operator', null)]).toEqual(['ALLOWED', 'FORBIDDEN']);
  expect(decide(person('admin', []), { role: 'viewer', path: null })).toBe('HIDDEN');
  expect(decide(person('admin', [{ path: '/', role: 'operator' }]), { role: 'operator', path: null })).toBe('ALLOWED');
});

test('only who may do so in every project acts as a runner: a runner of some projects would be handed the work of all', () => {
  for (const actor of [person('runner'), person('admin'), person('admin', [{ path: '/', role: 'admin' }])]) expect(() => requireRunner(actor)).not.toThrow();
  for (const actor of [person('runner', []), person('runner', [{ path: '/', role: 'admin' }]), person('admin', [{ path: '/a', role: 'admin' }]), person('operator'), person('tms')]) expect(() => requireRunner(actor)).toThrow(expect.objectContaining({ code: 'FORBIDDEN' }) as Error);
});

const path = fc.array(fc.constantFrom('a', 'b', 'ab'), { maxLength: 3 }).map((names) => `/${names.join('/')}`);
const grants = fc.array(fc.record({ path, role: fc.constantFrom(...PERSON_ROLES) }), { maxLength: 4 });

test('grants never give more than the role, one more never takes anything away, and they reach the whole tree below', () => {
  fc.assert(fc.property(fc.constantFrom(...ROLES), grants, fc.record({ path, role: fc.constantFrom(...PERSON_ROLES) }), path, (role, some, more, place) => {
    const before = roleAt(person(role, some), place);
    const after = roleAt(person(role, [...some, more]), place);
    if (before !== null) expect(covers(role, before)).toBe(true);
    if (before !== null) expect(after !== null && covers(after, before)).toBe(true);
    if (before !== null) expect(covers(roleAt(person(role, some), place === '/' ? '/x' : `${place}/x`) ?? 'tms', before)).toBe(true);
  }));
});
