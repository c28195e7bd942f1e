// The transports of the matrix: each carries one operation and says whether its caller was let in.
import { LiveClient } from '../live/live-client.ts';
import { send } from '../server/own-server.ts';
import type { ExpectedRoute } from './expected.ts';
import type { Caller } from './principals.ts';

/** Carries an operation; true when access was granted, whatever else became of it. */
export type Carry = (operation: string) => Promise<boolean>;

const SHUT_OUT = /"code":"(UNAUTHENTICATED|FORBIDDEN|UNAUTHORIZED)"/;

/** Over POST. */
export function overPost(url: string, { headers }: Caller): Carry {
  return async (query) => judged(await send(`${url}/graphql`, { method: 'POST', headers: { ...headers, 'content-type': 'application/json' }, body: JSON.stringify({ query }) }));
}

/** Over GET, which carries queries only. */
export function overGet(url: string, { headers }: Caller): Carry {
  return async (query) => judged(await send(`${url}/graphql?query=${encodeURIComponent(query)}`, { headers: { ...headers, accept: 'application/json', 'apollo-require-preflight': '1' } }));
}

/** Over one WebSocket, or null when the socket was refused, and with it all that it would carry. */
export async function overSocket(url: string, { headers }: Caller): Promise<{ readonly carry: Carry; close(): void } | null> {
  const client = await LiveClient.connect(`${url.replace('http', 'ws')}/graphql`, 'graphql-transport-ws', { headers });
  client.send({ type: 'connection_init' });
  await client.until(() => client.closed !== null || client.messages.some(({ type }) => type === 'connection_ack'), 'an answer to the greeting');
  if (client.closed !== null) {
    if (client.closed.code !== 4403) throw new Error(`the socket was closed with ${client.closed.code}`);
    return null;
  }
  let asked = 0;
  const carry: Carry = async (operation) => {
    const id = String(++asked);
    client.subscribe(id, operation);
    await client.until(() => client.of(id).length > 0, operation);
    client.send({ id, type: 'complete' });
    return !SHUT_OUT.test(JSON.stringify(client.of(id)[0]));
  };
  return { carry, close: () => client.close() };
}

/** A call of a plain route; an answer that would not end is left. */
export async function overRoute(url: string, { headers }: Caller, { method = 'GET', path = '/', body }: ExpectedRoute): Promise<boolean> {
  const left = new AbortController();
  const answer = await fetch(`${url}${path}`, { method, headers: { ...headers, ...(body === undefined ? {} : { 'content-type': 'application/json' }) }, redirect: 'manual', signal: left.signal, ...(body === undefined ? {} : { body }) });
  left.abort();
  return answer.status !== 401 && answer.status !== 403;
}

function judged({ status, text }: { readonly status: number; readonly text: string }): boolean {
  if (status >= 500) throw new Error(`the server answered ${status}: ${text}`);
  return status !== 401 && status !== 403 && !SHUT_OUT.test(text);
}
