// The one HTTP server: guards, then looks at the path and hands the request to the room behind it.
import { createServer, type IncomingMessage, type Server, type ServerResponse, STATUS_CODES } from 'node:http';
import type { Duplex } from 'node:stream';
import type { Logger } from 'pino';
import { type GuardRefusal, openGuard } from '../../auth/open-guard.ts';
import { type CallNotes, callNotes } from '../../domain/call-notes.ts';
import type { TraceParent, Traced } from '../../domain/traced.ts';
import { isDatabaseLoss } from '../database-loss.ts';
import type { DoorJudge } from '../session/caller-guard.ts';
import { BODY_TIMES, type BodyTimes, requireProgress, requireReader } from './body-progress.ts';
import { countAnswer, MAX_PIPELINED } from './connection-answers.ts';
import { answerCrossOrigin } from './cross-origin.ts';
import type { FormRoom } from './form-room.ts';
import { sendJson } from './json-answer.ts';
import { REQUEST_ID_HEADER, requestIdOf } from './request-id.ts';
import { NO_ROOM, type OnRequest, reportAtEnd } from './request-report.ts';
import { traceParentOf } from './trace-header.ts';

/** Answers one request and notes what it was; a rejection becomes 503 when the database is lost, else it is a bug and becomes a masked 500. */
export type Room = (req: IncomingMessage, res: ServerResponse, notes: CallNotes) => void | Promise<void>;
/** Takes over the socket of one upgrade. */
export type UpgradeRoom = (req: IncomingMessage, socket: Duplex, head: Buffer) => void;

/** What stands behind the door. */
export interface DoorPlan {
  /** By exact path. */
  readonly rooms: Readonly<Record<string, Room>>;
  /** By beginning of the path, which ends in a slash. */
  readonly prefixes: Readonly<Record<string, Room>>;
  /** By the form of the path, behind all others. @default none */
  readonly forms?: readonly FormRoom[];
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
  /** Origins whose pages may read answers; the guard keeps all out. @default none */
  readonly origins?: readonly string[];
  /** Told of every request when it is over, and of every upgrade. */
  readonly onRequest?: OnRequest;
  readonly traced?: Traced | undefined;
  /** @default `BODY_TIMES` */
  readonly bodyTimes?: BodyTimes;
  readonly log: Logger;
}

/** Idle time after which a kept-alive connection is closed, ms: longer than clients pause between polls. */
export const KEEP_ALIVE_MS = 75_000;
/** Longest time a client may take to send its headers, ms; bodies have `BODY_TIMES`. */
export const HEADERS_MS = 15_000;
/** Longest wait at the end for answers under way, ms. */
export const CLOSE_MS = 5_000;
const SWEEP_MS = 50;
/** Live connections that are reckoned with unless a plan says otherwise. */
const LIVE_CONNECTIONS = 10_000;
/** Most connections at a time beside the live ones: were those all there may be, runners and probes would be turned away unheard. */
export const OTHER_CONNECTIONS = 10_000;

/** Builds the server; it does not listen yet. */
export function openFrontDoor(plan: DoorPlan): Server {
  // Node can only time whole requests, and a large file may take hours.
  const server = createServer({ keepAliveTimeout: KEEP_ALIVE_MS, headersTimeout: HEADERS_MS, requestTimeout: 0, shouldUpgradeCallback: isForSocket });
  server.maxConnections = (plan.maxLive ?? LIVE_CONNECTIONS) + OTHER_CONNECTIONS;
  // A connection that cannot be taken (no file descriptor is left) is an error of the listening server; unheard, it would end the process.
  server.once('listening', () => server.on('error', (error) => plan.log.error({ error }, 'a connection could not be taken')));
  const door: Door = { ...plan, allowed: new Set(plan.guarded ? [] : plan.origins), times: plan.bodyTimes ?? BODY_TIMES, below: Object.entries(plan.prefixes) };
  server.on('request', (req, res) => void admit(door, req, res));
  server.on('upgrade', (req, socket, head) => upgrade(door, { req, socket, head }));
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

interface Door extends DoorPlan {
  readonly allowed: ReadonlySet<string>;
  readonly times: BodyTimes;
  /** The rooms by the beginnings of their paths. */
  readonly below: readonly (readonly [prefix: string, room: Room])[];
}

/** One request on its way to its room. */
interface Entry {
  readonly req: IncomingMessage;
  readonly res: ServerResponse;
  readonly path: string;
  readonly notes: CallNotes;
  /** The name of the room in the plan, and the room. */
  readonly place: Place;
}

interface Place {
  readonly name: string;
  readonly room: Room | null;
  /** Set behind paths of a form. */
  readonly form: FormRoom | null;
}

async function admit(door: Door, req: IncomingMessage, res: ServerResponse): Promise<void> {
  const path = pathOf(req);
  const parent = parentOf(req);
  const notes = callNotes(requestIdOf(req.headers));
  notes.traceId = parent?.traceId ?? null;
  const place = placeFor(door, path);
  res.setHeader(REQUEST_ID_HEADER, notes.callId);
  if (door.onRequest) reportAtEnd({ req, res }, { path, room: place.name, notes }, door.onRequest);
  const entry: Entry = { req, res, path, notes, place };
  if (!countAnswer(req.socket, res)) return refuse(entry, { status: 429, body: TOO_MANY, headers: { connection: 'close', 'retry-after': '1' } });
  requireProgress({ req, res }, door.times, (refusal) => told(entry, refusal));
  requireReader(res, door.times);
  if (!door.traced) return await enter(door, entry);
  const attributes = { 'http.request.method': req.method ?? '', 'http.route': place.name, 'switchyard.request_id': notes.callId };
  await door.traced({ name: `${req.method ?? ''} ${place.name}`, isServer: true, parent, attributes }, async (span) => {
    notes.traceId = span.traceId;
    await enter(door, entry);
    span.note({ 'http.response.status_code': res.statusCode });
    if (res.statusCode >= 500) span.fail(String(res.statusCode));
  });
}

async function enter(door: Door, entry: Entry): Promise<void> {
  const { req, res, path, notes, place } = entry;
  const refusal = door.guarded ? refusalOf(req) : null;
  if (refusal !== null) return refuse(entry, { status: 403, body: refusal });
  // Behind paths of a form the room itself says who may read its answers, and who calls.
  if (place.form === null && answerCrossOrigin({ req, res }, door.allowed)) return;
  const judged = place.form === null ? (door.judge?.(req) ?? null) : null;
  if (judged !== null) return refuse(entry, judged);
  if (place.room === null) return refuse(entry, { status: 404, body: notFound(door, path) });
  if (door.isDraining() && !door.servedWhileDraining.some((each) => path.startsWith(each))) return refuse(entry, { status: 503, body: DRAINING, headers: { connection: 'close', 'retry-after': '1' } });
  try {
    await place.room(req, res, notes);
  } catch (error) {
    fail(door.log, error, entry);
  }
}

function upgrade(door: Door, call: { req: IncomingMessage; socket: Duplex; head: Buffer }): void {
  const { req, socket, head } = call;
  // A socket that breaks before its room has taken it must not end the process.
  const onError = (error: Error): void => door.log.debug({ error }, 'a connection broke while it was upgraded');
  socket.on('error', onError);
  const path = pathOf(req);
  const room = Object.hasOwn(door.upgrades, path) ? door.upgrades[path]! : null;
  const notes = callNotes(requestIdOf(req.headers));
  notes.traceId = parentOf(req)?.traceId ?? null;
  const told = { path, room: room === null ? NO_ROOM : path, method: req.method ?? '', ms: 0, bytes: 0, address: req.socket.remoteAddress ?? null, cut: false, notes };
  const turnAway = (status: number, body: { code: string; message: string }): void => {
    notes.codes.add(body.code);
    refuseUpgrade(socket, status, { body, requestId: notes.callId });
    door.onRequest?.({ ...told, status });
  };
  const refusal = door.guarded ? refusalOf(req) : null;
  if (refusal !== null) return turnAway(403, refusal);
  const judged = door.judge?.(req) ?? null;
  if (judged !== null) return turnAway(judged.status, judged.body);
  if (room === null) return turnAway(404, notFound(door, path));
  socket.off('error', onError);
  try {
    room(req, socket, head);
  } catch (error) {
    socket.on('error', onError);
    door.log.error({ error, requestId: notes.callId, path }, 'an upgrade failed');
    return turnAway(500, fault(notes));
  }
  door.onRequest?.({ ...told, status: 101 });
}

// Clients that would rather speak HTTP/2 ask for that with each first request; who does not change to it answers as if they had not.
function isForSocket({ headers }: IncomingMessage): boolean {
  return headers.upgrade?.trim().toLowerCase() === 'websocket';
}

const TOO_MANY = { code: 'LIMIT_EXCEEDED', message: `this connection has ${MAX_PIPELINED} requests without an answer: wait for some of them, or open more connections` } as const;
const DRAINING = { code: 'UNAVAILABLE', message: 'the server is shutting down; try again in a moment' } as const;

/** The path without its query; empty for targets that are no path, which no room matches. */
function pathOf(req: IncomingMessage): string {
  const target = req.url ?? '';
  return target.startsWith('/') ? (target.split('?', 1)[0] ?? '') : '';
}

function placeFor(door: Door, path: string): Place {
  if (Object.hasOwn(door.rooms, path)) return { name: path, room: door.rooms[path]!, form: null };
  const below = door.below.find(([prefix]) => path.startsWith(prefix));
  if (below !== undefined) return { name: below[0], room: below[1], form: null };
  const form = door.forms?.find(({ fits }) => fits(path)) ?? null;
  return { name: form?.name ?? NO_ROOM, room: form?.room ?? null, form };
}

function parentOf({ headers }: IncomingMessage): TraceParent | null {
  const { traceparent } = headers;
  return traceparent === undefined ? null : traceParentOf(String(traceparent));
}

function refusalOf({ headers }: IncomingMessage): GuardRefusal | null {
  const site = headers['sec-fetch-site'];
  return openGuard({ host: headers.host, origin: headers.origin, site: Array.isArray(site) ? site.join() : site });
}

function notFound(plan: DoorPlan, path: string): { code: string; message: string } {
  const known = [...Object.keys(plan.rooms), ...Object.keys(plan.prefixes).map((prefix) => `${prefix}*`), ...(plan.forms ?? []).map(({ name }) => name)];
  return { code: 'NOT_FOUND', message: `nothing is at ${path.slice(0, 200) || 'that address'}; there are ${known.join(', ')}` };
}

// Destroyed once the answer has left: no timeout of the server watches an upgraded socket, so one whose client keeps its half open would stay for ever.
function refuseUpgrade(socket: Duplex, status: number, { body, requestId }: { body: object; requestId: string }): void {
  const text = JSON.stringify(body);
  const headers = [`HTTP/1.1 ${status} ${STATUS_CODES[status] ?? ''}`, 'Connection: close', 'Content-Type: application/json', `Content-Length: ${Buffer.byteLength(text)}`, `X-Request-Id: ${requestId}`];
  socket.once('finish', () => socket.destroy());
  socket.end(`${headers.join('\r\n')}\r\n\r\n${text}`);
}

interface Refusal {
  readonly status: number;
  readonly body: { readonly code: string; readonly message: string };
  readonly headers?: Readonly<Record<string, string>>;
}

function refuse(entry: Entry, refusal: Refusal): void {
  entry.notes.codes.add(refusal.body.code);
  sendJson(entry.res, refusal.status, { body: told(entry, refusal), headers: refusal.headers ?? {} });
}

/** The refusal as the clients of the place know them. */
function told({ place, path }: Entry, refusal: Refusal): object {
  return place.form?.refusal(path, refusal) ?? refusal.body;
}

function fail(log: Logger, error: unknown, entry: Entry): void {
  const { req, res, notes } = entry;
  if (isDatabaseLoss(error) && !res.headersSent) return refuse(entry, { status: 503, body: { code: 'UNAVAILABLE', message: 'the server cannot reach its database; try again in a moment' }, headers: { 'retry-after': '1' } });
  log.error({ error, requestId: notes.callId, method: req.method, path: pathOf(req) }, 'a request failed');
  if (!res.headersSent) return refuse(entry, { status: 500, body: fault(notes) });
  notes.codes.add('INTERNAL');
  res.destroy();
}

function fault({ callId }: CallNotes): { code: string; message: string } {
  return { code: 'INTERNAL', message: `this is a fault of the server; its log says more under ${callId}` };
}
