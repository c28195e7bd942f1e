// One operation over HTTP or over WebSocket: what is asked and what is answered is the same.
import { LiveClient } from './live-client.ts';
import type { LiveGround } from './live-ground.ts';

/** What an operation answered. */
export interface Answered {
  readonly data?: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
  readonly errors?: unknown;
}

/** Asks for one operation and waits for its whole answer. */
export type Ask = (query: string, variables: Readonly<Record<string, unknown>>) => Promise<Answered>;

/** The names of the transports. */
export const TRANSPORTS = ['HTTP', 'WebSocket'] as const;

/** Both transports of a server; the socket stays open until the server closes. */
export async function openTransports(ground: LiveGround): Promise<Readonly<Record<(typeof TRANSPORTS)[number], Ask>>> {
  const client = await LiveClient.open(ground.url);
  let asked = 0;
  return {
    HTTP: async (query, variables) => {
      const response = await fetch(`${ground.httpUrl}/graphql`, { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify({ query, variables }) });
      return (await response.json()) as Answered;
    },
    WebSocket: async (query, variables) => {
      const id = String(++asked);
      client.subscribe(id, query, { ...variables });
      await client.until(() => client.of(id).some(({ type }) => type === 'complete' || type === 'error'), 'the answer');
      const [message] = client.of(id);
      return message!.type === 'next' ? (message!.payload as Answered) : { errors: message!.payload };
    },
  };
}

/** What a mutation answered, as far as every one answers it. */
export interface Payload {
  readonly outcome: string;
  readonly message: string | null;
  readonly eventCursor: string | null;
  readonly userErrors: readonly { readonly code: string; readonly path: readonly string[] | null; readonly message: string }[];
  readonly [object: string]: unknown;
}

/** Gives a command by its mutation; `shown` is what to select beside. Throws for errors that are no data. */
export async function command(ask: Ask, field: string, { input, shown }: { input: object; shown: string }): Promise<Payload> {
  const type = `${field[0]!.toUpperCase()}${field.slice(1)}Input!`;
  const answer = await ask(`mutation($input: ${type}) { ${field}(input: $input) { outcome message eventCursor userErrors { code path message } ${shown} } }`, { input });
  if (answer.errors !== undefined || !answer.data) throw new Error(`${field}: ${JSON.stringify(answer.errors)}`);
  return answer.data[field] as Payload;
}
