// The rule that somebody must be left who can manage users, over admins and takings made at random.
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { isLastWay, type AdminWays, type TakenWay } from '../../src/domain/last-admin.ts';

const userId = fc.constantFrom('a', 'b');
const admins = fc.uniqueArray(fc.record({ userId, hasPassword: fc.boolean(), keys: fc.subarray(['1', '2']) }), { selector: (admin) => admin.userId, maxLength: 2 })
  .map((all): AdminWays[] => all.map(({ keys, ...admin }) => ({ ...admin, keyIds: keys.map((key) => `${admin.userId}${key}`) })));
const taken: fc.Arbitrary<TakenWay> = fc.oneof(
  fc.record({ what: fc.constantFrom('USER' as const, 'PASSWORD' as const), userId }),
  fc.record({ what: fc.constant('KEY' as const), keyId: fc.constantFrom('a1', 'a2', 'b1', 'b2', 'other') }),
);

/** Every single way as a text. */
function waysOf(all: readonly AdminWays[]): string[] {
  return all.flatMap((admin) => [...admin.keyIds.map((id) => `key ${id} ${admin.userId}`), ...(admin.hasPassword ? [`password ${admin.userId}`] : [])]);
}

test('taking something is refused exactly when there was a way in and none is left', () => {
  fc.assert(fc.property(admins, taken, (all, one) => {
    const left = waysOf(all).filter((way) => (one.what === 'KEY' ? !way.startsWith(`key ${one.keyId} `) : one.what === 'USER' ? !way.endsWith(` ${one.userId}`) : way !== `password ${one.userId}`));
    expect(isLastWay(all, one)).toBe(waysOf(all).length > 0 && left.length === 0);
  }));
});
