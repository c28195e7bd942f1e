// Credentials of an HTTP request, or of a socket whose first message may say more than its upgrade.
import type { IncomingMessage } from 'node:http';
import { type Credentials, credentialsOf } from './credentials.ts';

/** What the request presents; `init` is the payload of `connection_init`, which goes before the headers. */
export function requestCredentials(req: IncomingMessage, init?: Readonly<Record<string, unknown>>): Credentials {
  return credentialsOf({ headers: req.headers, address: req.socket.remoteAddress ?? null, ...(init === undefined ? {} : { init }) });
}
