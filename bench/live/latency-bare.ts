// The bare loop of the latency measurement: one statement writes a row and hands its text to NOTIFY, and whoever listens sends
// that to all sockets. Nothing is read, filtered, resumed or shared; what is lost is lost.
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import pg from 'pg';
import { WebSocketServer } from 'ws';
import { clockNow, type LatencyReport } from './latency-message.ts';

const url = process.argv[2]!;
const writer = new pg.Client({ connectionString: url });
const listener = new pg.Client({ connectionString: url });
await writer.connect();
await listener.connect();
await writer.query(`CREATE TABLE IF NOT EXISTS bare_event (seq bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, at timestamptz NOT NULL DEFAULT now(), kind text NOT NULL, data jsonb NOT NULL)`);
const sockets = new WebSocketServer({ port: 0, host: '127.0.0.1', perMessageDeflate: false, handleProtocols: (offered) => [...offered][0] ?? false });
const listening = once(sockets, 'listening');
sockets.on('connection', (socket) => socket.on('message', (data) => {
  const { type } = JSON.parse(String(data)) as { type: string };
  if (type === 'connection_init') socket.send('{"type":"connection_ack"}');
  else if (type === 'subscribe') socket.send('{"id":"1","type":"next","payload":{"data":{"events":{"cursor":"","caughtUp":true,"event":null}}}}');
}));
listener.on('notification', ({ payload }) => { for (const socket of sockets.clients) socket.send(payload!); });
await listener.query('LISTEN bare');
await listening;
process.on('message', () => void write());
process.once('disconnect', () => process.exit());
report({ port: (sockets.address() as AddressInfo).port });

let n = 0;

async function write(): Promise<void> {
  const event = { kind: 'TASK_CREATED', at: new Date().toISOString(), status: 'CREATED', previousStatus: null, attemptNo: null, outcome: null, exitCode: null, phase: null };
  const frame = JSON.stringify({ id: '1', type: 'next', payload: { data: { events: { cursor: `MS4wMDAwMDAwMC0wMDAwLTQwMDAtODAwMC0wMDAwMDAwMDAwMDAu${++n}`, caughtUp: false, event } } } });
  const sent = clockNow();
  await writer.query({ name: 'write', text: `WITH written AS (INSERT INTO bare_event (kind, data) VALUES ($1, $2) RETURNING seq) SELECT pg_notify('bare', $3) FROM written`, values: [event.kind, event, frame] });
  report({ sent, answered: clockNow() });
}

function report(message: LatencyReport): void {
  process.send!(message);
}
