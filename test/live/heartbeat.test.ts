// Pings: who is silent is cut soon, who has much to read before a ping is waited for.
import { afterEach, describe, expect, test } from 'vitest';
import { LEAST_BYTES_PER_BEAT } from '../../src/api/graphql/live/live-limits.ts';
import { Heartbeat } from '../../src/api/graphql/live/socket/heartbeat.ts';
import { EVENTS, LiveClient, until } from './live-client.ts';
import { type LiveGround, liveGround, numbered } from './live-ground.ts';

describe('the heartbeat of a socket', () => {
  test('ends with the first unanswered ping when there was nothing to read before it', () => {
    const heartbeat = new Heartbeat();
    expect(heartbeat.isOver(0)).toBe(false);
    heartbeat.ping(500);
    expect(heartbeat.isOver(500)).toBe(true);
    heartbeat.answered('500');
    expect(heartbeat.isOver(500)).toBe(false);
  });

  test('waits one beat longer for each portion that the client has still to read', () => {
    const heartbeat = new Heartbeat();
    const written = 3 * LEAST_BYTES_PER_BEAT;
    const beats = [1, 2, 3, 4].map(() => {
      heartbeat.ping(written);
      return heartbeat.isOver(written);
    });
    expect(beats).toEqual([false, false, false, true]);
  });

  test('counts as read only what a pong says, and nothing that is no number', () => {
    const heartbeat = new Heartbeat();
    heartbeat.answered(String(LEAST_BYTES_PER_BEAT));
    heartbeat.answered('Infinitely much');
    heartbeat.answered('1'.repeat(40));
    heartbeat.ping(2 * LEAST_BYTES_PER_BEAT);
    expect(heartbeat.isOver(2 * LEAST_BYTES_PER_BEAT)).toBe(false);
    heartbeat.ping(2 * LEAST_BYTES_PER_BEAT);
    expect(heartbeat.isOver(2 * LEAST_BYTES_PER_BEAT)).toBe(true);
  });
});

describe('a socket', () => {
  let ground: LiveGround;
  afterEach(() => ground.close());

  test('with megabytes to read before a ping is not cut for silence: its subscription ends LAGGED, and everything arrives once', async () => {
    ground = await liveGround({ limits: { pingMs: 50, maxBufferedBytes: 1_000_000 } });
    const slow = await LiveClient.open(ground.url);
    const idle = await LiveClient.connect(ground.url, 'graphql-transport-ws', { autoPong: false });
    slow.subscribe('1', EVENTS);
    await slow.caughtUp('1');
    slow.ws.pause();
    let count = 0;
    while (ground.room.stats().lagged === 0) {
      expect(count, 'events until it lagged').toBeLessThan(3_000);
      await ground.append(Array.from({ length: 20 }, () => numbered(count++, { requestId: `${count - 1}${' '.repeat(20_000)}` })));
    }
    await until(() => idle.closed !== null, 'the silent socket is cut');
    expect(slow.closed).toBeNull();
    slow.ws.resume();
    await slow.until(() => slow.of('1').some(({ type }) => type === 'error'), 'the error');
    const { cursor } = slow.data('1').at(-1)!;
    expect(slow.of('1').at(-1)).toMatchObject({ payload: [{ extensions: { code: 'LAGGED', resumeCursor: cursor } }] });
    slow.subscribe('2', EVENTS, { after: cursor });
    await slow.caughtUp('2');
    expect([...slow.numbers('1'), ...slow.numbers('2')]).toEqual(Array.from({ length: count }, (_, n) => n));
  });
});
