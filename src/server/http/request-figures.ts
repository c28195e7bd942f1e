// What /metrics tells of requests and operations, on every transport.
import { API_ERROR_CODES } from '../../api/graphql/error-format.ts';
import type { OperationReport } from '../../api/graphql/live/watch/operation-report.ts';
import { DurationHistogram } from './duration-histogram.ts';
import { LabelledCounter } from './labelled-counter.ts';
import type { Series } from './metrics.ts';
import type { RequestReport } from './request-report.ts';

/** Counts what is reported to it. */
export interface RequestFigures {
  onRequest(report: RequestReport): void;
  /** An operation over a socket. */
  onOperation(report: OperationReport): void;
  /** A socket that was closed because nobody it would be was let in. */
  onStranger(): void;
  readonly series: readonly Series[];
}

/** What classes of status are called, by their first digit. */
const CLASSES = ['0xx', '1xx', '2xx', '3xx', '4xx', '5xx'] as const;

/** Figures that begin at nothing. */
export function requestFigures(): RequestFigures {
  const requests = new LabelledCounter(['room', 'status']);
  const durations = new DurationHistogram('room');
  const operations = new LabelledCounter(['transport', 'kind']);
  const errors = new LabelledCounter(['code']);
  const strangers = new LabelledCounter(['room']);
  const limited = new LabelledCounter(['room']);
  const count = (transport: string, { operation, codes }: Pick<RequestReport['notes'], 'operation' | 'codes'>): void => {
    if (operation !== null) operations.add(transport, operation.kind);
    // The list is closed; should a code ever slip by it, callers still cannot make series of their own.
    for (const code of codes) errors.add(API_ERROR_CODES.has(code) ? code : 'OTHER');
  };
  return {
    onRequest({ room, status, ms, notes }) {
      requests.add(room, CLASSES[Math.floor(status / 100)] ?? 'other');
      durations.add(room, ms / 1_000);
      count('http', notes);
      if (status === 401) strangers.add(room);
      if (status === 429) limited.add(room);
    },
    onOperation: ({ notes }) => count('websocket', notes),
    onStranger: () => strangers.add('websocket'),
    series: [
      { name: 'http_requests_total', type: 'counter', help: 'Requests by room and class of status; 499 counts as 4xx: the client left.', read: () => requests.samples() },
      { name: 'http_request_duration_seconds', type: 'histogram', help: 'From the first line of a request to the end of its answer, by room.', read: () => durations.samples() },
      { name: 'graphql_operations_total', type: 'counter', help: 'GraphQL operations that were understood, by transport and kind.', read: () => operations.samples() },
      { name: 'graphql_errors_total', type: 'counter', help: 'Answers that told of an error, by its code.', read: () => errors.samples() },
      { name: 'auth_failures_total', type: 'counter', help: 'Requests that were answered 401, by room, and sockets that were closed with 4403.', read: () => strangers.samples() },
      { name: 'rate_limited_total', type: 'counter', help: 'Requests that were answered 429, by room.', read: () => limited.samples() },
    ],
  };
}
