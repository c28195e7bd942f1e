// A load balancer at its worst: every request goes to the next server, whatever connection it came on.
import http from 'node:http';
import type { AddressInfo } from 'node:net';

/** The balancer. */
export interface RoundRobin extends AsyncDisposable {
  readonly url: string;
  /** Requests that each server was sent, by path: what balancers see. */
  readonly sent: readonly ReadonlyMap<string, number>[];
}

/** Puts one in front of servers; one that refuses is answered 502, as balancers do. */
export async function roundRobin(servers: readonly { readonly url: string }[]): Promise<RoundRobin> {
  const sent = servers.map(() => new Map<string, number>());
  const agent = new http.Agent({ keepAlive: true, timeout: 4_000 });
  let next = 0;
  const balancer = http.createServer((req, res) => {
    const at = next++ % servers.length;
    const path = req.url ?? '/';
    sent[at]!.set(path, (sent[at]!.get(path) ?? 0) + 1);
    const { hostname, port } = new URL(servers[at]!.url);
    const on = http.request({ hostname, port, path, method: req.method, headers: req.headers, agent }, (answer) => {
      res.writeHead(answer.statusCode ?? 502, answer.headers);
      answer.pipe(res);
    });
    on.on('error', () => (res.headersSent ? res.destroy() : res.writeHead(502).end('no server')));
    // A runner that has given its call up must not be waited for at the server.
    res.on('close', () => res.writableFinished || on.destroy());
    req.pipe(on);
  });
  await new Promise<void>((resolve) => balancer.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(balancer.address() as AddressInfo).port}`,
    sent,
    async [Symbol.asyncDispose]() {
      balancer.closeAllConnections();
      agent.destroy();
      await new Promise((resolve) => balancer.close(resolve));
    },
  };
}
