// Asking PostgreSQL to give up what a connection is doing: the wire protocol's cancel request, on a connection of its own.
import net from 'node:net';
import type pg from 'pg';

/** Longest time for it, ms. Then the statement goes on until the longest transaction ends it. */
export const CANCEL_MS = 2_000;

const CANCEL_REQUEST = 80_877_102;
const MESSAGE_BYTES = 16;

/** What a client knows of its backend once it is connected; the driver keeps it where its types do not say. */
interface Backend {
  readonly processID: number | null;
  readonly secretKey: number | null;
  readonly host: string;
  readonly port: number;
}

/**
 * Sends a cancel request for whatever the client's backend is doing. Resolves true when PostgreSQL has closed the connection: it has sent
 * the signal by then, and the backend will have taken it before it reads another message, so a later statement is safe. Needs no
 * password, no place among the connections, and no encryption: PostgreSQL looks at these sixteen bytes before it asks for any of them.
 */
export function sendCancel(client: pg.ClientBase): Promise<boolean> {
  const { processID, secretKey, host, port } = client as unknown as Backend;
  if (processID === null || secretKey === null) return Promise.resolve(false);
  const message = Buffer.alloc(MESSAGE_BYTES);
  [MESSAGE_BYTES, CANCEL_REQUEST, processID, secretKey].forEach((value, i) => message.writeInt32BE(value, 4 * i));
  return new Promise((resolve) => {
    const socket = net.connect(host.startsWith('/') ? { path: `${host}/.s.PGSQL.${port}` } : { host, port });
    const done = (sent: boolean): void => {
      clearTimeout(timer);
      socket.destroy();
      resolve(sent);
    };
    const timer = setTimeout(() => done(false), CANCEL_MS);
    socket.once('connect', () => socket.write(message));
    socket.once('end', () => done(true));
    socket.once('close', () => done(false)); // too late after an end
    socket.once('error', () => done(false));
    socket.resume();
  });
}
