// What a socket has under way ends with it, also what began to be prepared before its end and is begun after.
import { expect, test } from 'vitest';
import { startClock } from '../../src/api/graphql/limit/operation-clock.ts';
import { SocketOperations } from '../../src/api/graphql/live/socket/socket-operations.ts';

test('a query ends with its socket, whether it began before the socket closed or after', () => {
  const operations = new SocketOperations();
  const [before, after] = [startClock(60), startClock(60)];
  operations.time('1', before);
  operations.end();
  operations.time('1', after);
  expect([before.signal.aborted, after.signal.aborted]).toEqual([true, true]);
});

test('a clock that is held lets no time pass, begins anew when it is let go, and never again once it was ended', async () => {
  const [held, ended] = [startClock(0.02), startClock(0.02)];
  held.hold();
  ended.end();
  ended.restart();
  const other = startClock(0.04);
  await new Promise((resolve) => { other.signal.addEventListener('abort', resolve, { once: true }); });
  expect([held.signal.aborted, ended.signal.aborted]).toEqual([false, false]);
  held.restart();
  await new Promise((resolve) => { held.signal.addEventListener('abort', resolve, { once: true }); });
});
