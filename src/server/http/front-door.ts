// The one HTTP server: guards, then looks at the path and hands the request to the room behind it.
import { createServer, type IncomingMessage, type Server, type ServerResponse, STATUS_CODES } from 'node:http';
import type { Duplex } from 'node:stream';
import type { Logger } from 'pino';
import { type GuardRefusal, openGuard } from '../../auth/open-guard.ts';
import { uuidv7 } from '../../domain/uuid.ts';
import { isDatabaseLoss } from '../database-loss.ts';
import type { DoorJudge } from '../session/caller-guard.ts';
import { sendJson } from './json-answer.ts';

/** Answers one request; a rejection becomes 503 when the database is lost, else it is a bug and becomes a masked 500. */
export type Room = (req: IncomingMessage, res: ServerResponse) => void | Promise<void>;
/** Takes over the socket of one upgrade. */
export type UpgradeRoom = (req: IncomingMessage, socket: Duplex, head: Buffer) => void;

/** What stands behind the door. */
export interface DoorPlan {
  /** By exact path. */
  readonly rooms: Readonly<Record<string, Room>>;
  /** By beginning of the path, which ends in a slash. */
  readonly prefixes: Readonly<Record<string, Room>>;
  readonly upgrades: Readonly<Record<string, UpgradeRoom>>;
  /** Keep web pages and other machines out: true in open mode. */
  readonly guarded: boolean;
  /** Refuses requests and upgrades by what they present, before a room sees them. */
  readonly judge?: DoorJudge;
  /** Paths still answered while the server drains; all others get 503. */
  readonly servedWhileDraining: readonly string[];
  readonly isDraining: () => boolean;
  /** Live connections that the rooms behind it may hold. @default 10,000 */
  readonly maxLive?: number;
  readonly log: Logger;
}

/** Idle time after which a kept-alive connection is closed, ms: longer than clients pause between polls. */
export const KEEP_ALIVE_MS = 75_000;
/** Longest time a client may take to send its headers, and then the whole request, ms. */
export const HEADERS_MS = 15_000;
/** Longest time for a whole request to arrive, ms. */
export const REQUEST_MS = 60_000;
/** Longest wait at the end for answers under way, ms. */
export const CLOSE_MS = 5_000;
const SWEEP_MS = 50;
/** Live connections that are reckoned with unless a plan says otherwise. */
const LIVE_CONNECTIONS = 10_000;
/** Most connections at a time beside the live ones: were those all there may be, runners and probes would be turned away unheard. */
export const OTHER_CONNECTIONS = 10_000;

/** Builds the server; it does not listen yet. */
export function openFrontDoor(plan: DoorPlan): Server {
  const server = createServer({ keepAliveTimeout: KEEP_ALIVE_MS, headersTimeout: HEADERS_MS, requestTimeout: REQUEST_MS });
  server.maxConnections = (plan.maxLive ?? LIVE_CONNECTIONS) + OTHER_CONNECTIONS;
  // A connection that cannot be taken (no file descriptor is left) is an error of the listening server; unheard, it would end the process.
  server.once('listening', () => server.on('error', (error) => plan.log.error({ error }, 'a connection could not be taken')));
  server.on('request', (req, res) => void admit(plan, req, res));
  server.on('upgrade', (req, socket, head) => upgrade(plan, { req, socket, head }));
  return server;
}

/** Takes no more connections, waits for the answers under way, and cuts what is left after `CLOSE_MS`. */
export function closeFrontDoor(server: Server): Promise<void> {
  return new Promise((resolve) => {
    // A connection that was busy at the close becomes idle with its answer and would be kept alive for its client.
    const sweep = setInterval(() => server.closeIdleConnections(), SWEEP_MS);
    const cut = setTimeout(() => server.closeAllConnections(), CLOSE_MS);
    server.close(() => {
      clearInterval(sweep);
      clearTimeout(cut);
      resolve();
    });
    server.closeIdleConnections();
  });
}

async function admit(plan: DoorPlan, req: IncomingMessage, res: ServerResponse): Promise<void> {
  const path = pathOf(req);
  const refusal = plan.guarded ? refusalOf(req) : null;
  if (refusal !== null) return sendJson(res, 403, { body: refusal });
  const judged = plan.judge?.(req) ?? null;
  if (judged !== null) return sendJson(res, judged.status, judged);
  const room = roomFor(plan, path);
  if (room === null) return sendJson(res, 404, { body: notFound(plan, path) });
  if (plan.isDraining() && !plan.servedWhileDraining.some((each) => path.startsWith(each))) return sendJson(res, 503, { body: DRAINING, headers: { connection: 'close', 'retry-after': '1' } });
  try {
    await room(req, res);
  } catch (error) {
    fail(plan.log, error, { req, res });
  }
}

function upgrade(plan: DoorPlan, call: { req: IncomingMessage; socket: Duplex; head: Buffer }): void {
  const { req, socket, head } = call;
  // A socket that breaks before its room has taken it must not end the process.
  const onError = (error: Error): void => plan.log.debug({ error }, 'a connection broke while it was upgraded');
  socket.on('error', onError);
  const refusal = plan.guarded ? refusalOf(req) : null;
  if (refusal !== null) return refuseUpgrade(socket, '403 Forbidden', refusal);
  const judged = plan.judge?.(req) ?? null;
  if (judged !== null) return refuseUpgrade(socket, `${judged.status} ${STATUS_CODES[judged.status]}`, judged.body);
  const path = pathOf(req);
  const room = Object.hasOwn(plan.upgrades, path) ? plan.upgrades[path]! : null;
  if (room === null) return refuseUpgrade(socket, '404 Not Found', notFound(plan, path));
  socket.off('error', onError);
  room(req, socket, head);
}

const DRAINING = { code: 'UNAVAILABLE', message: 'the server is shutting down; try again in a moment' } as const;

/** The path without its query; empty for targets that are no path, which no room matches. */
function pathOf(req: IncomingMessage): string {
  const target = req.url ?? '';
  return target.startsWith('/') ? (target.split('?', 1)[0] ?? '') : '';
}

function roomFor(plan: DoorPlan, path: string): Room | null {
  if (Object.hasOwn(plan.rooms, path)) return plan.rooms[path]!;
  return Object.entries(plan.prefixes).find(([prefix]) => path.startsWith(prefix))?.[1] ?? null;
}

function refusalOf({ headers }: IncomingMessage): GuardRefusal | null {
  const site = headers['sec-fetch-site'];
  return openGuard({ host: headers.host, origin: headers.origin, site: Array.isArray(site) ? site.join() : site });
}

function notFound(plan: DoorPlan, path: string): { code: string; message: string } {
  const known = [...Object.keys(plan.rooms), ...Object.keys(plan.prefixes).map((prefix) => `${prefix}*`)];
  return { code: 'NOT_FOUND', message: `nothing is at ${path.slice(0, 200) || 'that address'}; there are ${known.join(', ')}` };
}

// Destroyed once the answer has left: no timeout of the server watches an upgraded socket, so one whose client keeps its half open would stay for ever.
function refuseUpgrade(socket: Duplex, status: string, body: object): void {
  const text = JSON.stringify(body);
  socket.once('finish', () => socket.destroy());
  socket.end(`HTTP/1.1 ${status}\r\nConnection: close\r\nContent-Type: application/json\r\nContent-Length: ${Buffer.byteLength(text)}\r\n\r\n${text}`);
}

function fail(log: Logger, error: unknown, { req, res }: { req: IncomingMessage; res: ServerResponse }): void {
  if (isDatabaseLoss(error) && !res.headersSent) return sendJson(res, 503, { body: { code: 'UNAVAILABLE', message: 'the server cannot reach its database; try again in a moment' } });
  const errorId = uuidv7();
  log.error({ error, errorId, method: req.method, path: pathOf(req) }, 'a request failed');
  if (res.headersSent) return void res.destroy();
  sendJson(res, 500, { body: { code: 'INTERNAL', message: `this is a fault of the server; its log says more under ${errorId}` } });
}
