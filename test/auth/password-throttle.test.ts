// How wrong passwords are counted, and how few are hashed at a time.
import { expect, test } from 'vitest';
import { MAX_COUNTED, MAX_WRONG_PER_ADDRESS, MAX_WRONG_PER_NAME, PasswordThrottle, WRONG_WINDOW_MS } from '../../src/auth/password/password-throttle.ts';
import { MAX_HASHES, MAX_WAITING_HASHES, ScryptTurns } from '../../src/auth/password/scrypt-turns.ts';

function throttle(): { throttle: PasswordThrottle; tick: (ms: number) => void } {
  let time = 0;
  return { throttle: new PasswordThrottle(() => time), tick: (ms) => { time += ms; } };
}

test('one address may be wrong for many names, but not without end; others are not held up by it', () => {
  const { throttle: counts, tick } = throttle();
  for (let n = 0; n < MAX_WRONG_PER_ADDRESS; n++) counts.begin(`name ${n}`, '192.0.2.1');
  expect(() => counts.begin('one more', '192.0.2.1')).toThrow(/try again in 300 seconds/);
  expect([counts.waitFor('one more', '192.0.2.1'), counts.waitFor('one more', '192.0.2.2'), counts.waitFor('one more', null)]).toEqual([WRONG_WINDOW_MS / 1_000, null, null]);
  tick(WRONG_WINDOW_MS - 1_500);
  expect(counts.waitFor('one more', '192.0.2.1')).toBe(2);
  tick(1_500);
  expect(counts.waitFor('one more', '192.0.2.1')).toBeNull();
});

test.each([['2001:db8:1:2::1', '2001:db8:1:2:ffff::9', true], ['2001:db8:1:2::1', '2001:0DB8:0001:0002:1:2:3:4', true], ['2001:db8:1:2::1', '2001:db8:1:3::1', false], ['::1', '::2', true], ['fe80::1%eth0', 'fe80::2%eth1', true], ['192.0.2.1', '::ffff:192.0.2.1', true], ['192.0.2.1', '192.0.2.2', false]])('%s and %s are one address: %s', (a, b, one) => {
  const { throttle: counts } = throttle();
  for (let n = 0; n < MAX_WRONG_PER_ADDRESS; n++) counts.begin(`name ${n}`, a);
  expect(counts.waitFor('another', b) !== null).toBe(one);
});

test('a right password takes its own attempt back and no other', () => {
  const { throttle: counts } = throttle();
  for (let n = 1; n < MAX_WRONG_PER_NAME; n++) counts.begin('anna', null);
  for (let n = 0; n < 50; n++) counts.begin('anna', null)();
  expect(counts.waitFor('anna', null)).toBeNull();
  counts.begin('anna', null);
  expect(counts.waitFor('anna', null)).toBe(WRONG_WINDOW_MS / 1_000);
});

test('the counts take no more room than they are given: the oldest goes', () => {
  const { throttle: counts } = throttle();
  for (let n = 0; n < MAX_WRONG_PER_NAME; n++) counts.begin('oldest', null);
  for (let n = 0; n < MAX_COUNTED; n++) counts.begin(`name ${n}`, null);
  expect(counts.waitFor('oldest', null)).toBeNull();
});

test('attempts that are taken back push nothing out, and names without end take no room', () => {
  const { throttle: counts } = throttle();
  for (let n = 0; n < MAX_WRONG_PER_NAME; n++) counts.begin('guessed at', null);
  for (let n = 0; n < MAX_COUNTED; n++) counts.begin(`name ${n}`, `192.0.2.${n % 200}`)();
  expect([counts.waitFor('guessed at', null), counts.size]).toEqual([WRONG_WINDOW_MS / 1_000, 1]);
  for (let n = 0; n < MAX_WRONG_PER_NAME; n++) counts.begin(`${'x'.repeat(1_000)}${n}`, null);
  expect(counts.size).toBe(2);
});

test('few hashes are computed at a time, few wait, and the rest is turned away at once; each place is passed on', async () => {
  const turns = new ScryptTurns();
  let [running, most] = [0, 0];
  const releases: (() => void)[] = [];
  const work = async (): Promise<void> => {
    most = Math.max(most, ++running);
    await new Promise<void>((resolve) => { releases.push(resolve); });
    running--;
  };
  const all = Array.from({ length: MAX_HASHES + MAX_WAITING_HASHES }, () => turns.take(work));
  expect(turns.isFull).toBe(true);
  await expect(turns.take(work)).rejects.toMatchObject({ name: 'TooManyAttempts', retryAfterSeconds: 2 });
  for (let done = 0; done < all.length; done++) {
    releases.shift()!();
    await Promise.race(all.slice(done));
    await Promise.resolve();
  }
  await Promise.all(all);
  expect([most, running, turns.isFull]).toEqual([MAX_HASHES, 0, false]);
  await expect(turns.take(() => Promise.reject(new Error('boom')))).rejects.toThrow('boom');
  await expect(turns.take(() => Promise.resolve(7))).resolves.toBe(7);
});
