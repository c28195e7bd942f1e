// A server with a deployment of a test's own: real doors, real engine, real hub; what its graphs give comes from a runner within the test.
import { afterAll, beforeAll } from 'vitest';
import { createKey } from '../../src/auth/access-key.service.ts';
import type { Role } from '../../src/domain/access.ts';
import { GRAPH_CAPABILITIES } from '../../src/domain/attempt/runner.ts';
import type { ClaimedAttempt } from '../../src/domain/dispatch/protocol.ts';
import type { GraphSpec } from '../../src/domain/graph/graph-spec.ts';
import type { GraphValue } from '../../src/domain/graph/graph-value.ts';
import { deployWorkflow } from '../../src/engine/deployment/deploy-workflow.service.ts';
import { type BenchRunner, openBenchRunner } from '../engine/bench-runner.ts';
import { ownServer, type OwnServer } from '../server/own-server.ts';

/** A picture of one pixel, as base64. */
export const PIXEL = 'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==';

/** Grey, cut twice, counted and drawn: two tasks of one name, one with three outputs, the drawing last. */
export const DOCUMENT = {
  metadata: { name: 'count things', description: 'for tests', keywords: '' },
  tasks: ['sy_grayscale', 'sy_threshold', 'sy_threshold', 'sy_components', 'sy_overlay'].map((name, task_id) => ({ task_id, task_data: { name, parameters: [] } })),
  connections: [[-1, 0, 0, 0], [0, 0, 1, 0], [0, 0, 2, 0], [2, 0, 3, 0], [-1, 0, 4, 0], [3, 1, 4, 1]].map(([source_id, source_index, target_id, target_index]) => ({ source_id, source_index, target_id, target_index })),
};

/** The body of a run that asks for nothing but the default. */
export const BODY = { inputs: [{ image: PIXEL }] };

/** An answer as it came, and as JSON. */
export interface WireAnswer {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
  // oxlint-disable-next-line typescript/no-explicit-any -- the shapes are those of the dialect, and tests look at single members
  readonly json: any;
}

/** How a call is made; `body` is sent as JSON unless it is a text. */
export interface WireCall {
  readonly method?: string;
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
  readonly signal?: AbortSignal;
}

/** The server, with what tests do on it. */
export class IkomiaGround {
  readonly own: OwnServer;
  /** Given along with every call that brings no Authorization of its own. */
  readonly key: string;

  private constructor(own: OwnServer, key: string) {
    this.own = own;
    this.key = key;
  }

  /** Opens one in mode keys, with the deployment `things` as the default one. */
  static async open(settings: Record<string, string> = {}): Promise<IkomiaGround> {
    const own = await ownServer({ AUTH: 'keys', ...settings });
    const { text } = await createKey(own.server.database, { role: 'operator', label: 'caller' });
    const ground = new IkomiaGround(own, text);
    await ground.deploy('things', { isDefault: true });
    return ground;
  }

  /** Deploys the document; gives the id of the deployment. */
  async deploy(name: string, more: object = {}): Promise<string> {
    const { subjectId } = await deployWorkflow(this.own.server.engine, { actor: this.own.server.localActor, requestId: null }, { name, document: DOCUMENT, ...more });
    return subjectId;
  }

  /** A key of a role. */
  async keyOf(role: Role, label: string = role): Promise<string> {
    return (await createKey(this.own.server.database, { role, label })).text;
  }

  /** Makes a call with the ground's key. */
  async call(path: string, { method = 'GET', body, headers = {}, signal }: WireCall = {}): Promise<WireAnswer> {
    const sent = body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) };
    const answer = await fetch(`${this.own.server.url}${path}`, { method, headers: { authorization: `Bearer ${this.key}`, ...headers }, ...sent, ...(signal ? { signal } : {}) });
    const text = await answer.text();
    return { status: answer.status, headers: answer.headers, text, json: jsonOf(text) };
  }

  /** Queues a run; gives its id. */
  async run(body: unknown = BODY, path = '/api/run'): Promise<string> {
    const answer = await this.call(path, { method: 'PUT', body });
    if (answer.status !== 200) throw new Error(`a run was answered ${answer.status}: ${answer.text}`);
    return answer.json as string;
  }

  /** A runner that takes graphs. */
  runner(name = 'graphs'): Promise<BenchRunner> {
    return openBenchRunner(this.own.server.engine, name, { kinds: ['graph'], queues: ['graph'], can: { graph: GRAPH_CAPABILITIES } });
  }

  async close(): Promise<void> {
    await this.own.close();
  }
}

/** A ground for a whole file. */
export function groundOf(settings: Record<string, string> = {}): { readonly ground: IkomiaGround } {
  let ground: IkomiaGround | undefined;
  beforeAll(async () => { ground = await IkomiaGround.open(settings); });
  afterAll(() => ground?.close());
  return { get ground() { return ground!; } };
}

/** Reports the values as the result of the attempt and ends it well. */
export async function succeed(runner: BenchRunner, attempt: ClaimedAttempt, values: readonly GraphValue[] = valuesFor(attempt)): Promise<void> {
  const { attemptId, epoch } = attempt;
  await runner.report([{ n: ++runner.n, type: 'result', attemptId, epoch, values }, runner.finishItem(attempt, { by: 'DONE' })]);
}

/** One value for each that is wanted: it names where it comes from. */
export function valuesFor({ spec }: ClaimedAttempt): readonly GraphValue[] {
  return (spec as GraphSpec).outputs.map(({ node, output }) => ({ type: 'DATA_DICT', body: { inline: JSON.stringify({ node, output }) } }));
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined; // tests of bodies that are no JSON look at the text
  }
}
