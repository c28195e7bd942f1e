// Where the server listens, and the refusal to be open to anybody but this machine.
import { type AddressInfo, createServer, type Server } from 'node:net';
import { isLoopbackName } from '../auth/loopback-name.ts';
import { type Config, ConfigError } from '../config.ts';

type Address = Pick<Config, 'host' | 'port' | 'auth'>;

/** Throws ConfigError when everybody on another machine could call without a key. */
export function refuseOpenToOthers({ auth, host }: Pick<Address, 'host' | 'auth'>): void {
  if (auth !== 'open' || isLoopbackName(host)) return;
  throw new ConfigError(`AUTH=open on HOST=${host} would let every machine that reaches it run commands here; set AUTH=keys, or HOST=127.0.0.1`);
}

/** Listens and returns the real port; ConfigError with advice when the address cannot be had. */
export async function listen(server: Server, config: Address): Promise<number> {
  refuseOpenToOthers(config);
  await new Promise<void>((resolve, reject) => {
    const fail = (error: Error): void => reject(unusable(config, error));
    server.once('error', fail);
    server.listen({ port: config.port, host: config.host }, () => {
      server.off('error', fail);
      resolve();
    });
  });
  const { address, port } = server.address() as AddressInfo;
  // `localhost` is what the resolver of this machine says it is: judge the address we got, not the name we asked for.
  if (config.auth === 'open' && !isLoopbackName(address)) {
    server.close();
    throw new ConfigError(`HOST=${config.host} means ${address} here, which is not loopback; set AUTH=keys, or HOST=127.0.0.1`);
  }
  return port;
}

/** Takes the address and gives it back: what is wrong with it is better said before a database is started. Returns the port. */
export async function probeAddress(config: Address): Promise<number> {
  const probe = createServer();
  const port = await listen(probe, config);
  await new Promise((resolve) => { probe.close(resolve); });
  return port;
}

/** The address people and runners of this machine use: a wildcard is reached over loopback. */
export function urlOf(host: string, port: number): string {
  const name = host === '0.0.0.0' ? '127.0.0.1' : host === '::' ? '::1' : host;
  return `http://${name.includes(':') ? `[${name}]` : name}:${port}`;
}

function unusable({ host, port }: Address, cause: Error): Error {
  const code = (cause as NodeJS.ErrnoException).code;
  const advice: Readonly<Record<string, string>> = {
    EADDRINUSE: `port ${port} on ${host} is taken, perhaps by another Switchyard: stop that program, or set PORT to a free port (0 takes any)`,
    EACCES: `this user may not listen on port ${port}: set PORT to one above 1023`,
    EADDRNOTAVAIL: `this machine has no address ${host}: set HOST to one of its own`,
    ENOTFOUND: `the host name ${host} is not known: set HOST to an address of this machine`,
  };
  return new ConfigError(advice[code ?? ''] ?? `cannot listen on ${host}:${port}: ${cause.message}; set HOST and PORT`, { cause });
}
