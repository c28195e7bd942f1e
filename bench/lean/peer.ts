// Servers as they are written by hand: one prepared statement for the page, rows mapped plainly, behind graphql-yoga or mercurius with its compiler.
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import Fastify from 'fastify';
import { createSchema, createYoga } from 'graphql-yoga';
import mercurius from 'mercurius';
import pg from 'pg';
import { TASK_LISTING } from '../../dist/store/read/task-listing.js';
import { type RowsFrom, keptRows } from './kept-rows.ts';
import type { LeanReport } from './lean-message.ts';

const [kind, url, from] = process.argv.slice(2) as ['yoga' | 'mercurius', string, RowsFrom];
const pool = new pg.Pool({ connectionString: url, max: 20, idleTimeoutMillis: 0 });
if (from === 'memory') await keptRows(pool);
/** The statement of ours, one row more included by which it tells whether there is a next page. */
const PAGE = { name: 'page', text: `SELECT ${TASK_LISTING.select} FROM ${TASK_LISTING.from} WHERE ${TASK_LISTING.base} ORDER BY t.ord DESC LIMIT $1` };

const typeDefs = `
  scalar DateTime
  enum TaskStatus { CREATED QUEUED IN_PROGRESS COMPLETED FAILED STOPPED ABORTED CANCELLED CRASHED LOST SKIPPED }
  enum SpecKind { COMMAND STEPS }
  type Task {
    id: ID! name: String! status: TaskStatus! statusReason: String! specKind: SpecKind! priority: Int! tags: [String!]! generation: Int! createdAt: DateTime! version: Int!
  }
  type TaskConnection { nodes: [Task!]! }
  type Query { tasks(first: Int): TaskConnection! }`;

interface Row {
  readonly id: string;
  readonly status: string;
  readonly specKind: string;
  readonly createdAt: Date;
}

const resolvers = {
  Query: {
    tasks: async (_: unknown, { first }: { first: number }) => {
      const { rows } = await pool.query<Row>({ ...PAGE, values: [first + 1] });
      return { nodes: rows.slice(0, first).map(taskOf) };
    },
  },
};

function taskOf(row: Row): object {
  return { ...row, id: Buffer.from(`Task:${row.id}`).toString('base64url'), status: row.status.toUpperCase(), specKind: row.specKind.toUpperCase(), createdAt: row.createdAt.toISOString() };
}

function serveYoga(): Promise<number> {
  const yoga = createYoga({ schema: createSchema({ typeDefs, resolvers }), logging: false, graphiql: false });
  const server = createServer((req, res) => void yoga(req, res));
  return new Promise((resolve) => server.listen(0, '127.0.0.1', () => resolve((server.address() as AddressInfo).port)));
}

async function serveMercurius(): Promise<number> {
  const app = Fastify();
  await app.register(mercurius, { schema: typeDefs, resolvers, jit: 1 });
  await app.listen({ port: 0, host: '127.0.0.1' });
  return (app.server.address() as AddressInfo).port;
}

process.once('disconnect', () => process.exit());
process.send!({ port: await (kind === 'yoga' ? serveYoga() : serveMercurius()) } satisfies LeanReport);
