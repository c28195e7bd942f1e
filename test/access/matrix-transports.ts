// The transports of the matrix: each carries one operation, and says whether its caller was let in and what came.
import { LiveClient } from '../live/live-client.ts';
import { send } from '../server/own-server.ts';
import type { ExpectedRoute } from './expected.ts';
import type { Caller } from './principals.ts';

/** What became of one operation. */
export interface Carried {
  /** Access was granted, whatever else became of it. */
  readonly letIn: boolean;
  /** The answer, or the first message of it. */
  readonly text: string;
}

/** Carries an operation. */
export type Carry = (operation: string) => Promise<Carried>;

const SHUT_OUT = /"code":"(UNAUTHENTICATED|FORBIDDEN|UNAUTHORIZED)"/;
// By this a caller that was let in is told that the password it gave to changePassword is wrong.
const WRONG_PASSWORD = 'the old password is not the one that holds';

/** Over POST. */
export function overPost(url: string, { headers }: Caller): Carry {
  return async (query) => judged(await send(`${url}/graphql`, { method: 'POST', headers: { ...headers, 'content-type': 'application/json' }, body: JSON.stringify({ query }) }));
}

/** Over GET, which carries queries only. */
export function overGet(url: string, { headers }: Caller): Carry {
  return async (query) => judged(await send(`${url}/graphql?query=${encodeURIComponent(query)}`, { headers: { ...headers, accept: 'application/json', 'apollo-require-preflight': '1' } }));
}

/** Over POST with a file beside the operation, which is its variable `file`. */
export function overMultipart(url: string, { headers }: Caller): Carry {
  const part = (name: string, text: string): string => `--edge\r\ncontent-disposition: form-data; name="${name}"${name === '0' ? '; filename="a.txt"' : ''}\r\n\r\n${text}\r\n`;
  return async (query) => {
    const body = `${part('operations', JSON.stringify({ query, variables: { file: null } }))}${part('map', '{"0":["variables.file"]}')}${part('0', 'some text')}--edge--\r\n`;
    return judged(await send(`${url}/graphql`, { method: 'POST', headers: { ...headers, 'content-type': 'multipart/form-data; boundary=edge', 'apollo-require-preflight': '1' }, body }));
  };
}

/** Where a socket presents what its caller has: in the headers of the upgrade, or in `connection_init`. */
export type Presented = 'upgrade' | 'init';

/** Over one WebSocket, or null when the socket was refused, and with it all that it would carry. */
export async function overSocket(url: string, { headers }: Caller, presented: Presented): Promise<{ readonly carry: Carry; close(): void } | null> {
  const { authorization, ...rest } = headers;
  const client = await LiveClient.connect(`${url.replace('http', 'ws')}/graphql`, 'graphql-transport-ws', { headers: presented === 'upgrade' ? headers : rest });
  if (client.ws.readyState === client.ws.OPEN) client.send({ type: 'connection_init', ...(presented === 'init' && authorization !== undefined ? { payload: { authorization } } : {}) });
  await client.until(() => client.closed !== null || client.messages.some(({ type }) => type === 'connection_ack'), 'an answer to the greeting');
  if (client.closed !== null) {
    // 1006 = the upgrade itself was answered with a refusal.
    if (client.closed.code !== 4403 && client.closed.code !== 1006) throw new Error(`the socket was closed with ${client.closed.code}`);
    return null;
  }
  let asked = 0;
  const carry: Carry = async (operation) => {
    const id = String(++asked);
    client.subscribe(id, operation);
    await client.until(() => client.of(id).length > 0, operation);
    client.send({ id, type: 'complete' });
    return judged({ status: 200, text: JSON.stringify(client.of(id)[0]) });
  };
  return { carry, close: () => client.close() };
}

/** A call of a plain route; an answer that would not end is left. */
export async function overRoute(url: string, { headers }: Caller, { method = 'GET', route, path = route, type = 'application/json', body }: ExpectedRoute): Promise<boolean> {
  const left = new AbortController();
  const answer = await fetch(`${url}${path}`, { method, headers: { ...headers, ...(body === undefined ? {} : { 'content-type': type }) }, redirect: 'manual', signal: left.signal, ...(body === undefined ? {} : { body }) });
  left.abort();
  if (answer.status >= 500) throw new Error(`${method} ${path} was answered ${answer.status}`);
  return answer.status !== 401 && answer.status !== 403;
}

function judged({ status, text }: { readonly status: number; readonly text: string }): Carried {
  if (status >= 500 || text.includes('"INTERNAL"') || status === 429) throw new Error(`the server answered ${status}: ${text}`);
  return { letIn: status !== 401 && status !== 403 && (!SHUT_OUT.test(text) || text.includes(WRONG_PASSWORD)), text };
}
