// Choosing a TCP port on 127.0.0.1: the remembered one while it is free, else a random one.
import { randomInt } from 'node:crypto';
import { createServer } from 'node:net';
import { EmbeddedPostgresError, USE_OWN_SERVER } from './embedded-postgres-error.ts';

/** The only address the embedded server listens on. */
export const LOOPBACK = '127.0.0.1';

/**
 * Random ports are drawn from here, below the range systems give to outgoing connections (32768 up on Linux). While the
 * server is down its clients dial its port; if the kernel could lend them that very port as their own, one of them
 * would connect to itself and keep the server from coming back.
 */
export const PORT_RANGE = { from: 20_000, below: 32_000 } as const;

/** Random ports tried before giving up. */
export const PORT_TRIES = 50;

/** `remembered` when it is free, else a random free port of the range. */
export async function choosePort(remembered: number | null): Promise<number> {
  if (remembered !== null && (await portIsFree(remembered))) return remembered;
  for (let n = 0; n < PORT_TRIES; n++) {
    const port = randomInt(PORT_RANGE.from, PORT_RANGE.below);
    if (await portIsFree(port)) return port;
  }
  throw new EmbeddedPostgresError(
    'START_FAILED',
    `No free port was found on ${LOOPBACK} in ${PORT_TRIES} tries between ${PORT_RANGE.from} and ${PORT_RANGE.below}: ` +
      `free some of them, or ${USE_OWN_SERVER}.`,
  );
}

/** True when nothing listens on the port now; another process may still take it before we do. */
export async function portIsFree(port: number): Promise<boolean> {
  return await new Promise((resolve, reject) => {
    const probe = createServer();
    probe.once('error', (error: NodeJS.ErrnoException) => {
      if (error.code === 'EADDRINUSE' || error.code === 'EACCES') resolve(false);
      else reject(error);
    });
    probe.listen(port, LOOPBACK, () => probe.close(() => resolve(true)));
  });
}

/** The port number a file's text holds, or null when it holds none. */
export function parsePort(text: string | null): number | null {
  const port = Number(text?.trim() || Number.NaN);
  return Number.isInteger(port) && port > 0 && port < 65_536 ? port : null;
}
