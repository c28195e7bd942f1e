// Bodies that come in pieces, too large, not whole, or from clients that have gone.
import { createServer, type IncomingMessage } from 'node:http';
import { type AddressInfo, connect, type Socket } from 'node:net';
import { once } from 'node:events';
import { afterEach, expect, test } from 'vitest';
import { type BodyReading, ClientLeft, MAX_BODY_BYTES, readBody } from '../../src/api/graphql/http/request-body.ts';

const closers: (() => Promise<unknown>)[] = [];
afterEach(() => Promise.all(closers.splice(0).map((close) => close())));

interface Opened {
  readonly socket: Socket;
  /** What reading the body came to. */
  readonly reading: Promise<BodyReading>;
}

/** Sends a head and the first piece of a body to a server that reads it once `before` allows it. */
async function opened(length: number, first: string | Buffer, before: (req: IncomingMessage) => Promise<unknown> = () => Promise.resolve()): Promise<Opened> {
  const arrived = Promise.withResolvers<Pick<Opened, 'reading'>>();
  const server = createServer((req, res) => {
    const reading = before(req).then(() => readBody(req));
    reading.then(({ ok }) => res.end(String(ok)), () => res.destroy());
    arrived.resolve({ reading });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const socket = connect((server.address() as AddressInfo).port, '127.0.0.1');
  socket.on('error', () => undefined); // the server may cut what it has refused
  closers.push(() => {
    socket.destroy();
    server.closeAllConnections();
    return new Promise((done) => { server.close(done); });
  });
  socket.write(`POST / HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n${length < 0 ? 'Transfer-Encoding: chunked' : `Content-Length: ${length}`}\r\n\r\n`);
  socket.write(first);
  return { socket, ...(await arrived.promise) };
}

test('a body in pieces, cut within a letter, with a byte order mark before it, is read as it was sent', async () => {
  const bytes = Buffer.from('\uFEFF{"query":"ü✓"}');
  const cut = bytes.indexOf('✓') + 1;
  const { socket, reading } = await opened(bytes.length, bytes.subarray(0, cut), async (req) => { await once(req, 'readable'); });
  socket.write(bytes.subarray(cut));
  expect(await reading).toEqual({ ok: true, body: { query: 'ü✓' } });
});

test('a body that says no length is refused as soon as it is too large', async () => {
  const piece = 'x'.repeat(MAX_BODY_BYTES + 1);
  const { reading } = await opened(-1, `${piece.length.toString(16)}\r\n${piece}`);
  expect(await reading).toMatchObject({ ok: false, status: 413 });
});

test('a client that goes in the middle of its body is told of as such', async () => {
  const { socket, reading } = await opened(100, '{"query":');
  socket.destroy();
  await expect(reading).rejects.toBeInstanceOf(ClientLeft);
});

test('so is one that has gone before anybody read its body, whole or not', async () => {
  for (const length of [100, 2]) {
    const { socket, reading } = await opened(length, '{}', async (req) => {
      socketOf(req);
      await once(req, 'close');
    });
    socket.destroy();
    await expect(reading).rejects.toBeInstanceOf(ClientLeft);
  }
});

// The server notices that its peer has gone although nobody reads.
function socketOf(req: IncomingMessage): void {
  req.socket.once('end', () => req.destroy());
}
