// A GraphQL server of a test's own: real HTTP on a free port, real engine, real database.
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { buildApiSchema } from '../../src/api/graphql/schema.ts';
import { type ApiContext, makeContext } from '../../src/api/graphql/context.ts';
import type { Execute } from '../../src/api/graphql/execution/execute.ts';
import { httpRoom } from '../../src/api/graphql/http/http-room.ts';
import { limitsOf } from '../../src/api/graphql/limit/operation-limits.ts';
import type { Actor, Role } from '../../src/domain/access.ts';
import type { CallOrigin } from '../../src/domain/call.ts';
import { systemClock } from '../../src/domain/ports.ts';
import { uuidv7 } from '../../src/domain/uuid.ts';
import type { Engine } from '../../src/engine/engine.ts';
import { seedRows } from '../../src/engine/seed.ts';
import { isDatabaseLoss } from '../../src/server/database-loss.ts';
import { Database } from '../../src/store/database.ts';
import { freshDatabase } from '../postgres/fresh-database.ts';
import { testExecute } from './test-executor.ts';

/** Connections of a test's server. */
const POOL = 6;

/** Data of an answer: whatever the test selected. */
// oxlint-disable-next-line typescript/no-explicit-any -- the selection stands in a text that the compiler does not read
export type Shown = any;

/** What an operation answered. */
export interface Answer {
  readonly data?: Shown;
  readonly errors?: readonly { readonly message: string; readonly path?: readonly (string | number)[]; readonly extensions: { readonly code: string; readonly [key: string]: unknown } }[];
}

/** A running server with the means to look behind it. */
export interface GraphqlGround {
  readonly url: string;
  readonly engine: Engine;
  readonly admin: Actor;
  /** Errors that the server told its log of. */
  readonly logged: { readonly fields: Record<string, unknown>; readonly message: string }[];
  /** SQL statements that went through the pool, newest last. */
  readonly statements: string[];
  readonly context: () => ApiContext;
  /** Runs an operation as the admin, or as a caller of another role. */
  ask(query: string, variables?: object, role?: Role): Promise<Answer>;
  /** Runs a mutation with `$input`, answers its payload; fails on top-level errors. */
  command(field: string, input: object, selection: string): Promise<Shown>;
  close(): Promise<void>;
}

/** Starts a server over a fresh, migrated, seeded database. */
export async function graphqlGround(options: { readonly execute?: Execute; readonly maxCost?: number } = {}): Promise<GraphqlGround> {
  const fresh = await freshDatabase();
  const db = await Database.open({ url: fresh.url, poolSize: POOL, transactionTimeout: 5_000 });
  const settings = { leaseSeconds: 20, beatSeconds: 5, requestRetentionHours: 24, eventRetentionDays: 30, logRetentionDays: 365, handoutTtlSeconds: 600, externalTimeoutSeconds: 7_200 };
  const engine: Engine = { db, clock: systemClock, newId: uuidv7, onCommitted: () => {}, onLogged: () => {}, settings };
  const admin = await seedRows(engine);
  const { log_id: logId } = (await db.query<{ log_id: string }>({ name: 'test_log_id', text: 'SELECT log_id FROM event_meta' }, []))[0]!;
  const statements = watchPool(db);
  const logged: { fields: Record<string, unknown>; message: string }[] = [];
  const log = { error: (fields: object, message: string) => void logged.push({ fields: { ...fields }, message }) };
  // Without the signal of the call: statements that can be cancelled take a connection of their own, and are not seen by watchPool.
  const contextFor = ({ actor, requestId, origin }: { actor: Actor; requestId: string; origin?: CallOrigin }) => makeContext({ engine, logId, head: () => 7, catchUp: () => Promise.resolve({ settled: 7, known: 7 }), log, actor, requestId, ...(origin ? { origin } : {}) });
  const room = await httpRoom({
    schema: await schema(),
    execute: options.execute ?? testExecute(await schema()),
    limits: limitsOf({ schema: await schema(), ...(options.maxCost ? { maxCost: options.maxCost } : {}) }),
    contextFor,
    log,
    isUnavailable: isDatabaseLoss,
    authorise: async ({ headers }) => (headers['x-role'] === 'nobody' ? null : { actor: { ...admin, role: (headers['x-role'] as Role | undefined) ?? 'admin' }, keyId: null }),
  });
  const server = createServer((req, res) => void room.handle(req, res));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/graphql`;
  const ask = async (query: string, variables: object = {}, role: Role = 'admin') => {
    const response = await fetch(url, { method: 'POST', headers: { 'content-type': 'application/json', 'x-role': role }, body: JSON.stringify({ query, variables }) });
    return (await response.json()) as Answer;
  };
  return {
    url, engine, admin, logged, statements, ask,
    context: () => contextFor({ actor: admin, requestId: 'test' }),
    async command(field, input, selection) {
      const answer = await ask(`mutation M($input: ${field[0]!.toUpperCase()}${field.slice(1)}Input!) { ${field}(input: $input) { outcome message eventCursor userErrors { message path code } ${selection} } }`, { input });
      if (answer.errors) throw new Error(`${field}: ${JSON.stringify(answer.errors)}`, { cause: logged.at(-1)?.fields['err'] });
      return answer.data[field];
    },
    async close() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
      await room.stop();
      await db.close();
      await fresh.drop();
    },
  };
}

let built: ReturnType<typeof buildApiSchema> | undefined;

/** The schema, built once for each test file. */
export function schema(): ReturnType<typeof buildApiSchema> {
  return (built ??= buildApiSchema());
}

// Counts what reads send: transactions take a connection of their own and are not counted.
function watchPool(db: Database): string[] {
  const statements: string[] = [];
  const query = db.pool.query.bind(db.pool) as (...args: unknown[]) => unknown;
  db.pool.query = ((...args: unknown[]) => {
    statements.push((args[0] as { text: string }).text);
    return query(...args);
  }) as typeof db.pool.query;
  return statements;
}
