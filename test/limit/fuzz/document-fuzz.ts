// Random documents against a running server, over HTTP and over sockets: what may come back, and what may not.
import vm from 'node:vm';
import v8 from 'node:v8';
import { API_ERROR_CODES } from '../../../src/api/graphql/error-format.ts';
import { seededRandom } from '../../fault/seeded-random.ts';
import { LiveClient } from '../../live/live-client.ts';
import type { LiveGround } from '../../live/live-ground.ts';
import { mutated, RandomDocuments, type RandomRequest } from './random-document.ts';
import type { GraphQLSchema } from 'graphql';

/** What happened. */
export interface FuzzFigures {
  readonly asked: number;
  /** Answers with data. */
  readonly answered: number;
  /** How often each error code came. */
  readonly codes: Readonly<Record<string, number>>;
  /** What must not happen, each with the request that did it. */
  readonly defects: readonly string[];
  /** Bytes of live objects before and after. */
  readonly heapBefore: number;
  readonly heapAfter: number;
}

/** How much is asked. */
export interface FuzzPlan {
  readonly seed: number;
  /** Documents, half of them over each transport, a fifth of them mutated. */
  readonly documents: number;
  readonly schema: GraphQLSchema;
}

interface Reply {
  readonly data?: unknown;
  readonly errors?: readonly { readonly message: string; readonly extensions?: { readonly code?: string } }[];
}

/** Requests under way at a time. */
const AT_ONCE = 8;

/** Asks, and counts. */
export async function fuzzDocuments(ground: LiveGround, { seed, documents, schema }: FuzzPlan): Promise<FuzzFigures> {
  const random = seededRandom(seed);
  const source = new RandomDocuments(schema, random, await idsOf(ground));
  const codes: Record<string, number> = {};
  const defects: string[] = [];
  let [asked, answered] = [0, 0];
  const judge = (request: string, reply: Reply, status: number): void => {
    if (reply.data) answered += 1;
    for (const { extensions, message } of reply.errors ?? []) {
      const code = extensions?.code ?? 'none';
      codes[code] = (codes[code] ?? 0) + 1;
      if (!API_ERROR_CODES.has(code) || code === 'INTERNAL') defects.push(`${code}: ${message} for ${request}`);
    }
    if (status >= 500) defects.push(`status ${status} for ${request}`);
    if (!reply.data && !reply.errors) defects.push(`neither data nor errors for ${request}`);
  };
  const heapBefore = liveBytes();
  const worker = async (overSocket: boolean): Promise<void> => {
    const socket = new SocketAsker(ground.url);
    while (asked < documents) {
      asked += 1;
      const request = source.next();
      const text = textOf(request, random);
      const { reply, status } = overSocket ? await socket.ask(text) : await overHttp(ground, text);
      judge(text, reply, status);
    }
    socket.close();
  };
  await Promise.all(Array.from({ length: AT_ONCE }, (_, n) => worker(n % 2 === 1)));
  for (const { level, fields, message } of ground.logged) if (level === 'error') defects.push(`logged: ${message} ${String((fields as { err?: { stack?: string } }).err?.stack ?? JSON.stringify(fields))}`);
  return { asked, answered, codes, defects, heapBefore, heapAfter: liveBytes() };
}

function textOf(request: RandomRequest, random: () => number): string {
  const where = random();
  if (where < 0.1) return JSON.stringify({ ...request, query: mutated(request.query, random) });
  const text = JSON.stringify(request);
  return where < 0.2 ? mutated(text, random) : text;
}

async function overHttp({ httpUrl }: LiveGround, body: string): Promise<{ reply: Reply; status: number }> {
  const response = await fetch(`${httpUrl}/graphql`, { method: 'POST', headers: { 'content-type': 'application/json' }, body });
  return { reply: (await response.json()) as Reply, status: response.status };
}

/** Asks over one socket; a message that is broken closes it with 4400, and the next one opens another. */
class SocketAsker {
  readonly #url: string;
  #client: LiveClient | null = null;

  constructor(url: string) {
    this.#url = url;
  }

  async ask(payload: string): Promise<{ reply: Reply; status: number }> {
    const client = (this.#client ??= await LiveClient.open(this.#url));
    client.messages.length = 0;
    client.send(`{"id":"1","type":"subscribe","payload":${payload}}`);
    const isOver = (): boolean => client.closed !== null || client.of('1').some(({ type }) => type === 'complete' || type === 'error');
    await client.until(isOver, `an answer to ${payload}`);
    if (client.closed !== null) {
      this.#client = null;
      return { reply: client.closed.code === 4400 ? { errors: [{ message: client.closed.reason, extensions: { code: 'BAD_REQUEST' } }] } : {}, status: 0 };
    }
    const [message] = client.of('1');
    return { reply: message!.type === 'next' ? (message!.payload as Reply) : { errors: message!.payload as NonNullable<Reply['errors']> }, status: 0 };
  }

  close(): void {
    this.#client?.close();
  }
}

async function idsOf({ httpUrl }: LiveGround): Promise<string[]> {
  const query = '{ projects { nodes { id } } queues { nodes { id } } tasks { nodes { id } } runs { nodes { id } } }';
  const { data } = (await (await fetch(`${httpUrl}/graphql`, { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify({ query }) })).json()) as { data: Record<string, { nodes: { id: string }[] }> };
  return Object.values(data).flatMap(({ nodes }) => nodes.map(({ id }) => id));
}

/** Bytes of what is alive after a collection. */
export function liveBytes(): number {
  v8.setFlagsFromString('--expose-gc');
  const collect = vm.runInNewContext('gc') as () => void;
  collect();
  collect();
  return process.memoryUsage().heapUsed;
}
