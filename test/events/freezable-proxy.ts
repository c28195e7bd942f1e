// A TCP proxy that can go silent without closing anything, as a lost route does.
import { once } from 'node:events';
import net from 'node:net';

/** The proxy; frozen, it takes bytes and passes none on, in either direction, and so it does on new connections. */
export interface FreezableProxy extends AsyncDisposable {
  /** The database's URL through the proxy. */
  readonly url: string;
  freeze(): void;
  /** New connections work again; those that were frozen stay silent. */
  thaw(): void;
}

/** Puts one in front of a database. */
export async function freezableProxy(target: string): Promise<FreezableProxy> {
  const to = new URL(target);
  const sockets = new Set<net.Socket>();
  const links = new Set<{ frozen: boolean }>();
  let frozen = false;
  const server = net.createServer((near) => {
    const far = net.connect(Number(to.port), to.hostname);
    const link = { frozen };
    links.add(link);
    join(near, far, link);
    join(far, near, link);
    for (const socket of [near, far]) sockets.add(socket);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const url = new URL(target);
  url.hostname = '127.0.0.1';
  url.port = String((server.address() as net.AddressInfo).port);
  return {
    url: url.href,
    freeze() {
      frozen = true;
      for (const link of links) link.frozen = true;
    },
    thaw() {
      frozen = false;
    },
    async [Symbol.asyncDispose]() {
      for (const socket of sockets) socket.destroy();
      server.close();
      await once(server, 'close');
    },
  };
}

function join(from: net.Socket, to: net.Socket, link: { readonly frozen: boolean }): void {
  from.on('data', (bytes) => {
    if (!link.frozen) to.write(bytes);
  });
  from.on('close', () => {
    if (!link.frozen) to.destroy();
  });
  from.on('error', () => to.destroy());
}
