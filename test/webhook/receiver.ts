// An address that takes messages: a real server on loopback that answers as it is told and keeps what came.
import { createServer, type IncomingHttpHeaders, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A message as it came. */
export interface Received {
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

/** The open address. */
export interface Receiver extends AsyncDisposable {
  readonly url: string;
  readonly port: number;
  readonly received: readonly Received[];
  /** How the next messages are answered; the last answer stands. @default 204 */
  answer(how: (res: ServerResponse, message: Received) => void): void;
  close(): Promise<void>;
}

/** Opens one. */
export async function openReceiver(): Promise<Receiver> {
  const received: Received[] = [];
  let how = (res: ServerResponse, _message: Received): void => void res.writeHead(204).end();
  const server = createServer((req, res) => {
    let body = '';
    req.setEncoding('utf8').on('data', (part: string) => { body += part; });
    req.on('end', () => {
      const message = { path: req.url ?? '', headers: req.headers, body };
      received.push(message);
      how(res, message);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const close = async (): Promise<void> => {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  };
  return {
    port, received, url: `http://127.0.0.1:${port}/hook`,
    answer: (next) => { how = next; },
    close,
    [Symbol.asyncDispose]: close,
  };
}
