// One server of the fan-out measurement: the live room over a real hub, or the least that sends the same bytes through `ws`.
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type WebSocket, WebSocketServer } from 'ws';
import { formatApiError } from '../dist/api/graphql/error-format.js';
import { liveRoom } from '../dist/api/graphql/live/live-room.js';
import { buildApiSchema } from '../dist/api/graphql/schema.js';
import type { LoggedEvent } from '../dist/domain/event/event.js';
import { Hub } from '../dist/events/hub.js';
import { LogHub } from '../dist/events/log-hub.js';
import { Streams } from '../dist/events/stream.js';
import type { FanOutOrder, FanOutReport } from './fan-out-message.ts';

const ID = '00000000-0000-7000-8000-000000000001';
/** Numbers of events start here, so that cursors are equally long in every round. */
const FIRST_SEQ = 1_000_000;

const http = createServer();
const publish = process.argv[2] === 'ours' ? await serveOurs() : serveBare();
http.listen(0, '127.0.0.1', () => report({ port: (http.address() as AddressInfo).port }));
process.on('message', (order: FanOutOrder) => {
  if (order.type !== 'publish') throw new Error(`a server cannot ${order.type}`);
  void publishAll(order.events, order.burst);
});

let seq = FIRST_SEQ;

async function publishAll(events: number, burst: number): Promise<void> {
  for (let sent = 0; sent < events; sent += burst) {
    publish(Math.min(burst, events - sent));
    // The next one comes when everything that could run has run: a server that is faster takes the next one earlier.
    await new Promise((resolve) => { setImmediate(resolve); });
  }
  report({});
}

function report(message: FanOutReport): void {
  process.send!(message);
}

function nextEvent(): LoggedEvent {
  const data = { status: 'completed', from: 'in_progress', attempt: { no: 1, outcome: 'COMPLETED', exitCode: 0 }, phase: { section: 'main', index: 0, state: 'SUCCEEDED' } };
  return { seq: ++seq, at: new Date(), kind: 'task.ended', subjectId: ID, taskId: ID, projectId: ID, runId: null, queueId: ID, actorId: null, requestId: null, data };
}

async function serveOurs(): Promise<(count: number) => void> {
  const log = { info() {}, warn: console.error, error: console.error };
  const db = { query: () => Promise.reject(new Error('this measurement has no database')) };
  const hub = new Hub({ log, position: FIRST_SEQ });
  const logId = '00000000-0000-4000-8000-000000000000';
  const catchUp = () => Promise.resolve({ settled: hub.position, known: hub.position });
  const room = liveRoom({
    schema: await buildApiSchema(),
    events: { hub, stream: new Streams({ db, hub, logId, catchUp }), logs: new LogHub(db, log), catchUp, judgeFor: () => null },
    contextFor: (caller) => caller,
    authorise: () => Promise.resolve({ actor: { userId: ID, name: 'bench', role: 'admin', grants: null } }),
    formatError: (error, requestId) => formatApiError(error, { requestId, log }),
    log,
  });
  http.on('upgrade', (request, socket, head) => room.handleUpgrade(request, socket, head));
  return (count) => {
    const events = Array.from({ length: count }, nextEvent);
    hub.publish(events, seq);
  };
}

/** Subscribers by id; each message is made into text once for each id, as one who broadcasts would. */
function serveBare(): (count: number) => void {
  const ids = new Map<WebSocket, string>();
  const server = new WebSocketServer({ server: http, perMessageDeflate: false, handleProtocols: (offered) => [...offered][0] ?? false });
  server.on('connection', (ws) => {
    ws.on('message', (data) => {
      const message = JSON.parse(String(data)) as { type: string; id: string };
      if (message.type === 'connection_init') ws.send('{"type":"connection_ack"}');
      else if (message.type === 'subscribe') {
        ids.set(ws, message.id);
        ws.send(JSON.stringify({ id: message.id, type: 'next', payload: { data: { events: { cursor: '', caughtUp: true, event: null } } } }));
      }
    });
    ws.on('close', () => ids.delete(ws));
  });
  return (count) => {
    for (let i = 0; i < count; i++) broadcast(ids);
  };
}

function broadcast(ids: ReadonlyMap<WebSocket, string>): void {
  const { at } = nextEvent();
  const cursor = Buffer.from(`1.00000000-0000-4000-8000-000000000000.${seq}`).toString('base64url');
  const event = { kind: 'TASK_ENDED', at: at.toISOString(), status: 'COMPLETED', previousStatus: 'IN_PROGRESS', attemptNo: 1, outcome: 'COMPLETED', exitCode: 0, phase: { section: 'MAIN', index: 0, state: 'SUCCEEDED' } };
  const payload = JSON.stringify({ data: { events: { cursor, caughtUp: false, event } } });
  const texts = new Map<string, string>();
  for (const [ws, id] of ids) {
    let text = texts.get(id);
    if (text === undefined) texts.set(id, (text = `{"id":${JSON.stringify(id)},"type":"next","payload":${payload}}`));
    ws.send(text);
  }
}
