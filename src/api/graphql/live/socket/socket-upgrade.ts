// From an HTTP upgrade to a socket that speaks the sub-protocol.
import type { Duplex } from 'node:stream';
import { GRAPHQL_TRANSPORT_WS_PROTOCOL, type Server } from 'graphql-ws';
import { type WebSocket, WebSocketServer } from 'ws';
import type { RoomLog } from '../../../../events/room-log.ts';
import type { LiveLimits } from '../live-limits.ts';
import { completedId } from './completed-id.ts';
import type { SocketSession } from './socket-session.ts';

const BAD_MESSAGE = 4400;
const GOING_AWAY = 1001;
const TRY_AGAIN_LATER = 1013;
const SERVER_ERROR = 4500;

/** Completes WebSocket handshakes. */
export function upgradeServer(limits: LiveLimits): WebSocketServer {
  return new WebSocketServer({
    noServer: true,
    clientTracking: false,
    maxPayload: limits.maxPayload,
    // Compression would make frames depend on the socket; proxies compress better.
    perMessageDeflate: false,
    // The outlet answers pings, and counts what it answers.
    autoPong: false,
    // One message at a time: a client may reuse the id of a subscription that it completed in the same packet.
    allowSynchronousEvents: false,
    // A client with another sub-protocol gets its own back, so that it sees the code 4406 and not a failed handshake.
    handleProtocols: (offered) => (offered.has(GRAPHQL_TRANSPORT_WS_PROTOCOL) ? GRAPHQL_TRANSPORT_WS_PROTOCOL : ([...offered][0] ?? false)),
  });
}

/** What a session is connected with. */
export interface Speaking {
  readonly protocol: Server<SocketSession>;
  readonly log: RoomLog;
  /** Whether an error means that the database cannot be reached just now. */
  readonly isUnavailable: (error: unknown) => boolean;
}

/** Connects a session with the protocol until its socket closes. */
export function speak(session: SocketSession, { protocol, log, isUnavailable }: Speaking): void {
  const { ws, outlet } = session;
  const failed = (error: unknown): void => {
    // Clients take 4500 for the end and 1013 for a pause; the database is asked for the key of each socket.
    if (isUnavailable(error)) return ws.close(TRY_AGAIN_LATER, 'Try again later');
    if (isServersMessage(error)) return ws.close(BAD_MESSAGE, 'Only servers send messages of this type');
    log.error({ err: error }, 'a message of a live socket could not be handled');
    ws.close(SERVER_ERROR, 'Internal server error');
  };
  const closed = protocol.opened({
    protocol: ws.protocol,
    send: (text) => outlet.send(text),
    close: (code, reason) => ws.close(code, reason),
    onMessage: (take) => ws.on('message', (data: Buffer) => {
      if (!outlet.open) return;
      const text = data.toString();
      const completed = completedId(text);
      if (completed !== null) session.operations.leave(completed);
      take(text).catch(failed);
    }),
  }, session);
  ws.once('close', (code, reason) => {
    closed(code, reason.toString()).catch((error: unknown) => log.error({ err: error }, 'a closed live socket could not be cleaned up'));
  });
}

// The library takes a `connection_ack`, `next` or `error` of a client for a fault of its own.
function isServersMessage(error: unknown): boolean {
  return error instanceof Error && /^Unexpected message of type \w+ received$/.test(error.message);
}

/** Answers an upgrade that cannot be taken now, and cuts it: a client that keeps its half open would hold the socket for ever. */
export function refuse(stream: Duplex): void {
  stream.on('error', () => stream.destroy());
  stream.once('finish', () => stream.destroy());
  stream.end('HTTP/1.1 503 Service Unavailable\r\nConnection: close\r\nContent-Length: 0\r\n\r\n');
}

/** Closes every socket with 1001; resolves when they are gone, cutting those that do not answer in time. */
export async function closeAll(sessions: Iterable<SocketSession>, timeoutMs: number): Promise<void> {
  const open = [...sessions].map(({ ws }) => ws);
  const gone = open.map((ws) => new Promise<void>((resolve) => ws.once('close', () => resolve())));
  open.forEach((ws) => ws.close(GOING_AWAY, 'Going away'));
  const cut = setTimeout(() => open.forEach((ws: WebSocket) => ws.terminate()), timeoutMs);
  await Promise.all(gone);
  clearTimeout(cut);
}
