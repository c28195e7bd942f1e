// The EventSource of the platform, which nobody here wrote: it connects again by itself and says how far it came.
import { spawn } from 'node:child_process';
import path from 'node:path';
import { afterEach, expect, test } from 'vitest';
import { until } from './live-client.ts';
import { type LiveGround, liveGround, numbered } from './live-ground.ts';

let ground: LiveGround;
afterEach(() => ground.close());

test('an EventSource whose connection is cut under load gets every event once and in order without a line of code for it', async () => {
  ground = await liveGround();
  await ground.append([numbered(0), numbered(1)]);
  const address = `${ground.httpUrl}/events?kind=PROJECT_CREATED&after=${ground.events.stream.cursorAt(0)}`;
  const child = spawn(process.execPath, ['--experimental-eventsource', '--no-warnings', path.join(import.meta.dirname, 'event-source-reader.mjs'), address], { stdio: ['ignore', 'pipe', 'pipe'] });
  try {
    let text = '';
    let faults = '';
    child.stdout.setEncoding('utf8').on('data', (part: string) => { text += part; });
    child.stderr.setEncoding('utf8').on('data', (part: string) => { faults += part; });
    const lines = (): string[] => text.split('\n').slice(0, -1);
    const numbers = (): number[] => lines().filter((line) => /^\d+$/.test(line)).map(Number);
    const opened = (): number => lines().filter((line) => line === 'open').length;
    await until(() => lines().includes('caught-up'), 'the first connection');
    let count = 2;
    for (let cuts = 1; cuts <= 2; cuts++) {
      for (const end = count + 20; count < end; count += 2) await ground.append([numbered(count), numbered(count + 1)]);
      ground.http.closeAllConnections();
      for (const end = count + 10; count < end; count += 2) await ground.append([numbered(count), numbered(count + 1)]);
      await until(() => opened() === cuts + 1, 'the next connection').catch((error: unknown) => { throw new Error(`${String(error)}: ${faults}`); });
    }
    await until(() => numbers().length >= count, 'all events');
    expect(numbers()).toEqual(Array.from({ length: count }, (_, n) => n));
  } finally {
    child.kill();
  }
});
