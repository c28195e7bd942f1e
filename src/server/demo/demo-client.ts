// The demo's client: it talks to the server as anybody does, over HTTP and WebSocket, and uses nothing else of it.
import { createClient, type Client, type FormattedExecutionResult } from 'graphql-ws';
import WebSocket from 'ws';

/** Where the server is and with what key, if it asks for one. */
export interface DemoAddress {
  readonly url: string;
  readonly key: string | null;
}

/** GraphQL over HTTP; throws with what the server said. */
export async function call<T>(address: DemoAddress, query: string, variables: object = {}): Promise<T> {
  const response = await fetch(`${address.url}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...(address.key === null ? {} : { authorization: `Bearer ${address.key}` }) },
    body: JSON.stringify({ query, variables }),
  });
  const answer = (await response.json()) as { data?: T; errors?: readonly { message: string }[] };
  if (answer.errors || !answer.data) throw new Error(`the server answered ${response.status}: ${answer.errors?.map((error) => error.message).join('; ') ?? 'no data'}`);
  return answer.data;
}

/** A running subscription. */
export interface Subscription<T> {
  readonly messages: AsyncIterable<T>;
  /** Ends it, also while a message is waited for. */
  close(): Promise<void>;
}

/** Subscribes over a socket of its own; its messages throw with what the server said. */
export function subscribe<T>(address: DemoAddress, query: string, variables: object): Subscription<T> {
  const client = openClient(address);
  const results = client.iterate<T>({ query, variables: { ...variables } });
  return {
    messages: dataOf(results),
    async close() {
      await results.return?.();
      await client.dispose();
    },
  };
}

async function* dataOf<T>(results: AsyncIterable<FormattedExecutionResult<T, unknown>>): AsyncGenerator<T> {
  for await (const result of results) {
    if (result.errors) throw new Error(result.errors.map((error) => error.message).join('; '));
    if (result.data) yield result.data;
  }
}

function openClient({ url, key }: DemoAddress): Client {
  return createClient({
    url: `${url.replace(/^http/, 'ws')}/graphql`,
    webSocketImpl: WebSocket,
    ...(key === null ? {} : { connectionParams: { authorization: `Bearer ${key}` } }),
  });
}
