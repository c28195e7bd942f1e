// GraphQL on one path, HTTP, WebSocket and the IDE, and its events as a plain stream on another: over one schema, one set of limits and one way to be somebody.
import type { IncomingMessage } from 'node:http';
import type { Logger } from 'pino';
import { type ApiContext, makeContext } from '../api/graphql/context.ts';
import { formatApiError } from '../api/graphql/error-format.ts';
import { type ExecutorOptions, makeExecute } from '../api/graphql/execution/execute.ts';
import { httpRoom } from '../api/graphql/http/http-room.ts';
import { idePage } from '../api/graphql/ide/ide-page.ts';
import { wantsIde } from '../api/graphql/ide/ide-request.ts';
import type { Bill } from '../api/graphql/limit/rate/bill.ts';
import type { Admission } from '../api/graphql/live/live-admission.ts';
import type { LiveLimits } from '../api/graphql/live/live-limits.ts';
import { liveRoom, type LiveStats } from '../api/graphql/live/live-room.ts';
import { buildApiSchema } from '../api/graphql/schema.ts';
import type { Authenticator } from '../auth/authenticator.ts';
import { requestCredentials } from '../auth/request-credentials.ts';
import type { OnOperation } from '../api/graphql/live/watch/operation-report.ts';
import type { HttpStatusPolicy } from '../api/graphql/http/http-status.ts';
import type { UploadSettings } from '../api/graphql/upload/upload-intake.ts';
import type { Actor } from '../domain/access.ts';
import type { CallOrigin } from '../domain/call.ts';
import type { CallNotes } from '../domain/call-notes.ts';
import type { Traced } from '../domain/traced.ts';
import type { Engine } from '../engine/engine.ts';
import type { EventRoom } from '../events/event-room.ts';
import { configuredLimits, type OperationSettings } from './configured-limits.ts';
import { isDatabaseLoss } from './database-loss.ts';
import type { Room, UpgradeRoom } from './http/front-door.ts';

/** What GraphQL stands on. */
export interface GraphqlParts {
  readonly engine: Engine;
  readonly events: EventRoom;
  readonly authenticator: Authenticator;
  readonly limits: Partial<LiveLimits>;
  readonly status: HttpStatusPolicy;
  readonly uploads: UploadSettings;
  readonly onOperation: OnOperation;
  /** Told when a socket is not let in. */
  readonly onStranger: () => void;
  readonly traced?: Traced | undefined;
  /** Of operations; the settings of the process fit. */
  readonly operations: OperationSettings;
  readonly executor: ExecutorOptions['executor'];
  readonly log: Logger;
}

/** GraphQL as the server sees it. */
export interface GraphqlRooms {
  readonly handle: Room;
  readonly handleUpgrade: UpgradeRoom;
  /** `GET /events`. */
  readonly handleStream: Room;
  stats(): LiveStats;
  /** Closes sockets and streams, and takes no more. */
  drain(): Promise<void>;
  stop(): Promise<void>;
}

/** Builds the schema and opens its transports. */
export async function openGraphql({ engine, events, authenticator, limits, operations, executor, log, ...parts }: GraphqlParts): Promise<GraphqlRooms> {
  const schema = await buildApiSchema();
  const execute = makeExecute(schema, { executor });
  const operationLimits = configuredLimits(schema, operations);
  const contextFor = (call: { actor: Actor; requestId: string; origin?: CallOrigin; notes?: CallNotes; signal?: AbortSignal; bill?: Bill }): ApiContext => makeContext({ engine, logId: events.logId, head: () => events.tail.horizon, catchUp: events.catchUp, log, ...call });
  const live = liveRoom({
    schema, events, contextFor, limits, execute, log, onOperation: parts.onOperation, traced: parts.traced,
    authorise: async (init, req) => {
      const admitted = await admission(authenticator, init, req);
      if (admitted === null && req.headers.upgrade !== undefined) parts.onStranger();
      return admitted;
    },
    operationLimits,
    isUnavailable: isDatabaseLoss,
    formatError: (error, requestId) => formatApiError(error, { requestId, log, isUnavailable: isDatabaseLoss }),
  });
  const http = await httpRoom({ schema, contextFor, limits: operationLimits, execute, log, ...parts, isUnavailable: isDatabaseLoss, authorise: (req) => authenticator.identify(requestCredentials(req)) });
  const ide = idePage();
  return {
    handle: (req, res, notes) => (wantsIde(req) ? ide.handle(req, res) : http.handle(req, res, notes)),
    handleUpgrade: (req, socket, head) => live.handleUpgrade(req, socket, head),
    handleStream: (req, res, notes) => (parts.traced ? parts.traced({ name: 'subscription opening' }, () => live.handleStream(req, res, notes)) : live.handleStream(req, res, notes)),
    stats: () => live.stats(),
    drain: () => live.drain(),
    stop: () => http.stop(),
  };
}

/** Programs send the key with the upgrade, pages can only send it in `connection_init` as `{ "Authorization": "Bearer …" }`, in any case of letters, or as `{ "token": "…" }`. */
async function admission(authenticator: Authenticator, init: Readonly<Record<string, unknown>>, req: IncomingMessage): Promise<Admission | null> {
  const principal = await authenticator.identify(requestCredentials(req, init));
  // Who is remembered may have ended some seconds ago: a connection would begin its own time with those behind it.
  return principal === null || !(await authenticator.isCurrent(principal)) ? null : { ...principal, isCurrent: () => authenticator.isCurrent(principal) };
}
