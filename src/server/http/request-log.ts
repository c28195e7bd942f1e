// The line of each request in the log, and how loud it is.
import type { Logger } from 'pino';
import type { OperationReport } from '../../api/graphql/live/watch/operation-report.ts';
import type { CallNotes } from '../../domain/call-notes.ts';
import type { RequestReport } from './request-report.ts';

/** From this on a request is slow, ms; those that wait for something to happen are not. */
export const SLOW_MS = 1_000;
/** Longest name of an operation and longest path that is written, characters. */
export const MAX_WRITTEN = 200;

/** Rooms whose answers wait for work or events: long is not slow there, and idle runners ask all day. */
const WAITING_ROOMS: ReadonlySet<string> = new Set(['/dispatch/', '/events']);

/** Writes one line: `info` for commands, errors and slow requests, `debug` for the rest. What failed by a fault of ours has an error line of its own besides. */
export function logRequest(log: Logger, report: RequestReport): void {
  const level = isNotable(report) ? 'info' : 'debug';
  if (log.isLevelEnabled(level)) log[level](fieldsOf(report), 'request');
}

/** Writes one line for an operation over a socket, as loud as it would be as a request. */
export function logOperation(log: Logger, { notes, ms, address }: OperationReport): void {
  const level = isNotable({ status: 200, ms, room: '/graphql', notes }) ? 'info' : 'debug';
  if (log.isLevelEnabled(level)) log[level]({ requestId: notes.callId, transport: 'websocket', ms: tenths(ms), address, ...noted(notes) }, 'operation');
}

function isNotable({ status, ms, room, notes: { operation, codes } }: Pick<RequestReport, 'status' | 'ms' | 'room' | 'notes'>): boolean {
  return operation?.kind === 'mutation' || status >= 400 || codes.size > 0 || (ms >= SLOW_MS && !WAITING_ROOMS.has(room));
}

function fieldsOf({ method, path, status, ms, bytes, address, cut, notes }: RequestReport): object {
  return { requestId: notes.callId, method, path: path.slice(0, MAX_WRITTEN), status, ms: tenths(ms), bytes, address, ...noted(notes), ...(cut ? { cut } : {}) };
}

function noted({ keyId, operation, traceId, codes }: CallNotes): object {
  return {
    ...(keyId === null ? {} : { keyId }),
    ...(operation === null ? {} : { operation: operation.name?.slice(0, MAX_WRITTEN) ?? null, kind: operation.kind }),
    ...(codes.size === 0 ? {} : { codes: [...codes] }),
    ...(traceId === null ? {} : { traceId }),
  };
}

function tenths(ms: number): number {
  return Math.round(ms * 10) / 10;
}
