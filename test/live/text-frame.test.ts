// Frames made by hand are what the WebSocket library itself would have sent.
import { createServer } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { WebSocket, WebSocketServer } from 'ws';
import { nextFrames, nextPrefix } from '../../src/api/graphql/live/socket/text-frame.ts';

test('payloads of every length class arrive as the messages they are, also between messages that ws sends itself', async () => {
  const http = createServer();
  const server = new WebSocketServer({ server: http, perMessageDeflate: false });
  let stream: Socket | null = null;
  http.on('upgrade', (_request, socket) => { stream = socket as Socket; });
  await new Promise<void>((resolve) => http.listen(0, '127.0.0.1', resolve));
  const connected = new Promise<WebSocket>((resolve) => server.once('connection', resolve));
  const client = new WebSocket(`ws://127.0.0.1:${(http.address() as AddressInfo).port}`);
  const got: string[] = [];
  let wake = (): void => {};
  client.on('message', (data) => { got.push(String(data)); wake(); });
  const peer = await connected;
  const lengths = fc.oneof(fc.nat({ max: 200 }), fc.constantFrom(60, 61, 62, 63, 64, 65, 65_480, 65_490, 65_500, 65_530, 70_000));
  await fc.assert(fc.asyncProperty(fc.string({ unit: 'grapheme', minLength: 1, maxLength: 20 }), fc.array(lengths, { minLength: 1, maxLength: 6 }), async (id, sizes) => {
    got.length = 0;
    const payloads = sizes.map((size) => JSON.stringify({ data: 'é'.repeat(size / 2) + 'x'.repeat(size % 2) }));
    peer.send('before');
    stream!.write(nextFrames(nextPrefix(id), payloads.map((payload) => Buffer.from(payload))));
    peer.send('after');
    while (got.at(-1) !== 'after') await new Promise<void>((resolve) => { wake = resolve; });
    expect(got.slice(1, -1).map((text) => JSON.parse(text))).toEqual(payloads.map((payload) => ({ id, type: 'next', payload: JSON.parse(payload) })));
  }), { numRuns: 100 });
  client.terminate();
  server.close();
  http.close();
});
