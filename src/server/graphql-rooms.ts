// GraphQL on one path, HTTP, WebSocket and the IDE, and its events as a plain stream on another: over one schema, one set of limits and one way to be somebody.
import type { IncomingMessage } from 'node:http';
import type { Logger } from 'pino';
import { type ApiContext, makeContext } from '../api/graphql/context.ts';
import { formatApiError } from '../api/graphql/error-format.ts';
import { httpRoom } from '../api/graphql/http/http-room.ts';
import { idePage } from '../api/graphql/ide/ide-page.ts';
import { wantsIde } from '../api/graphql/ide/ide-request.ts';
import type { Admission } from '../api/graphql/live/live-admission.ts';
import type { LiveLimits } from '../api/graphql/live/live-limits.ts';
import { liveRoom, type LiveStats } from '../api/graphql/live/live-room.ts';
import { buildApiSchema } from '../api/graphql/schema.ts';
import { VALIDATION_RULES } from '../api/graphql/limit/validation-rules.ts';
import type { Authenticator } from '../auth/authenticator.ts';
import { bearerOf } from '../auth/bearer.ts';
import type { OnOperation } from '../api/graphql/live/watch/operation-report.ts';
import type { HttpStatusPolicy } from '../api/graphql/http/http-status.ts';
import type { UploadSettings } from '../api/graphql/upload/upload-intake.ts';
import type { Actor } from '../domain/access.ts';
import type { CallOrigin } from '../domain/call.ts';
import type { CallNotes } from '../domain/call-notes.ts';
import type { Traced } from '../domain/traced.ts';
import type { Engine } from '../engine/engine.ts';
import type { EventRoom } from '../events/event-room.ts';
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
  readonly traced?: Traced | undefined;
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
export async function openGraphql({ engine, events, authenticator, limits, log, ...parts }: GraphqlParts): Promise<GraphqlRooms> {
  const schema = await buildApiSchema();
  const contextFor = (call: { actor: Actor; requestId: string; origin?: CallOrigin; notes?: CallNotes }): ApiContext => makeContext({ engine, logId: events.logId, head: () => events.tail.horizon, catchUp: events.catchUp, log, ...call });
  const live = liveRoom({
    schema, events, contextFor, limits, log, onOperation: parts.onOperation, traced: parts.traced,
    authorise: (init, req) => admission(authenticator, init, req),
    validationRules: VALIDATION_RULES,
    isUnavailable: isDatabaseLoss,
    formatError: (error, requestId) => formatApiError(error, { requestId, log, isUnavailable: isDatabaseLoss }),
  });
  const http = await httpRoom({ schema, contextFor, log, ...parts, isUnavailable: isDatabaseLoss, authorise: (req) => authenticator.identify(bearerOf(req.headers.authorization)) });
  const ide = idePage();
  return {
    handle: (req, res, notes) => (wantsIde(req) ? ide.handle(req, res) : http.handle(req, res, notes)),
    handleUpgrade: (req, socket, head) => live.handleUpgrade(req, socket, head),
    handleStream: (req, res) => (parts.traced ? parts.traced({ name: 'event stream opening' }, () => live.handleStream(req, res)) : live.handleStream(req, res)),
    stats: () => live.stats(),
    drain: () => live.drain(),
    stop: () => http.stop(),
  };
}

/** Programs send the key with the upgrade, pages can only send it in `connection_init` as `{ "Authorization": "Bearer …" }`, in any case of letters. */
async function admission(authenticator: Authenticator, init: Readonly<Record<string, unknown>>, { headers }: IncomingMessage): Promise<Admission | null> {
  const said = Object.entries(init).find(([name]) => name.toLowerCase() === 'authorization')?.[1] ?? headers.authorization;
  const principal = await authenticator.identify(bearerOf(typeof said === 'string' ? said : undefined));
  return principal === null ? null : { ...principal, isCurrent: () => authenticator.isCurrent(principal) };
}
