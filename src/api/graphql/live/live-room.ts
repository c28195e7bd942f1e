// The live room: WebSockets that speak graphql-transport-ws and plain event streams, one execution per event for all who asked the same.
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Duplex } from 'node:stream';
import { execute, type ExecutionArgs, type ExecutionResult, type GraphQLError, type GraphQLFormattedError, type GraphQLSchema, type ValidationRule } from 'graphql';
import type { Actor } from '../../../domain/access.ts';
import { scopeOfActor } from '../../../domain/actor-scope.ts';
import type { Traced } from '../../../domain/traced.ts';
import type { RoomLog } from '../../../events/room-log.ts';
import type { Admission } from './live-admission.ts';
import { EventStreamRoom } from './event-stream/event-stream-room.ts';
import { ExecutionGate } from './execution-gate.ts';
import type { EventSource } from './feed/event.feed.ts';
import { GroupRegister } from './group-register.ts';
import { KeyPlaces } from './key-places.ts';
import { DEFAULT_LIVE_LIMITS, type LiveLimits } from './live-limits.ts';
import { liveProtocol } from './live-protocol.ts';
import { OperationCache } from './operation-cache.ts';
import type { AskedOperation } from './operation-intake.ts';
import type { OnOperation } from './watch/operation-report.ts';
import { OperationWatch } from './watch/operation-watch.ts';
import { RecentPayloads } from './recent-payloads.ts';
import type { LiveCaller, RenderTools } from './shared-renderer.ts';
import { SocketSession } from './socket/socket-session.ts';
import { closeAll, refuse, speak, upgradeServer } from './socket/socket-upgrade.ts';
import type { SubscriberGround, SubscriptionCounters } from './subscriber-opening.ts';

/** What a live room is made of. */
export interface LiveRoomOptions {
  /** Built with `LIVE_RESOLVERS`. */
  readonly schema: GraphQLSchema;
  /** An open event room fits. */
  readonly events: EventSource;
  /** A fresh context with fresh loaders, for one operation or for one wave of events. */
  readonly contextFor: (caller: LiveCaller) => object;
  /** Judges the payload of `connection_init` (empty for an event stream) and the request; null closes the socket with 4403, or answers 401. */
  readonly authorise: (init: Readonly<Record<string, unknown>>, request: IncomingMessage) => Promise<Admission | null>;
  /** Subscribers share executions only within one scope; by default that is one user in one role with the same grants. */
  readonly scopeOf?: (actor: Actor) => string;
  /** Beside graphql's own rules; the same as for HTTP. Results are kept by document text, so a rule must not look at anything else. */
  readonly validationRules?: readonly ValidationRule[];
  /** Judged for each operation anew: limits that depend on variables or on who asks. */
  readonly checkOperation?: (operation: AskedOperation) => readonly GraphQLError[];
  /** Whether an error means that the database cannot be reached just now: who cannot be admitted then is asked to try again. None does when absent. */
  readonly isUnavailable?: (error: unknown) => boolean;
  /** The same as for HTTP. */
  readonly formatError: (error: GraphQLError, requestId: string) => GraphQLFormattedError;
  /** graphql's own by default. */
  readonly execute?: (args: ExecutionArgs) => ExecutionResult | Promise<ExecutionResult>;
  /** Told of operations over sockets; nobody is when absent. */
  readonly onOperation?: OnOperation;
  readonly traced?: Traced | undefined;
  readonly log: RoomLog;
  readonly limits?: Partial<LiveLimits>;
}

/** Figures since the room was made; the first four are of now. */
export interface LiveStats {
  readonly sockets: number;
  /** Event streams over plain GET. */
  readonly streams: number;
  readonly subscribers: number;
  readonly groups: number;
  /** Executions of events, for groups and for subscribers that caught up. */
  readonly executions: number;
  /** Messages of subscriptions written to clients. */
  readonly deliveries: number;
  /** Subscriptions ended because they fell behind. */
  readonly lagged: number;
}

/** A running live room. */
export interface LiveRoom {
  /** Takes over an upgrade of `/graphql`; answers 503 while draining or when there are too many sockets. */
  handleUpgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void;
  /** Answers `GET /events` with an event stream, or with why there is none; rejects for bugs only. */
  handleStream(request: IncomingMessage, response: ServerResponse): Promise<void>;
  /** Takes no more connections, closes sockets with 1001 and streams with UNAVAILABLE; resolves when all are gone, cutting those that do not answer in time. */
  drain(): Promise<void>;
  stats(): LiveStats;
}

/** Opens a live room; nothing runs until the first client comes. */
export function liveRoom(options: LiveRoomOptions): LiveRoom {
  const parts = partsOf(options);
  const { limits, isUnavailable, log, counters, groups } = parts;
  const protocol = protocolOf(options, parts);
  const upgrades = upgradeServer(limits);
  const sessions = new Set<SocketSession>();
  const isFull = (): boolean => sessions.size + streams.size >= limits.maxSockets;
  const streams: EventStreamRoom = new EventStreamRoom({ ...parts, isFull, authorise: (request) => options.authorise({}, request) });
  const timers = [
    setInterval(() => { sessions.forEach((session) => session.beat()); streams.beat(); }, limits.pingMs).unref(),
    setInterval(() => { sessions.forEach((session) => void session.recheck()); streams.recheck(); }, limits.recheckMs).unref(),
  ];
  let draining: Promise<unknown> | null = null;
  return {
    handleUpgrade(request, stream, head) {
      if (draining || isFull()) return refuse(stream);
      upgrades.handleUpgrade(request, stream, head, (ws) => {
        const session = new SocketSession({ ws, stream, request, limits, isUnavailable, log });
        sessions.add(session);
        ws.once('close', () => sessions.delete(session));
        speak(session, { protocol, log, isUnavailable });
      });
    },
    handleStream: (request, response) => streams.handle(request, response),
    async drain() {
      timers.forEach(clearInterval);
      draining ??= Promise.all([closeAll(sessions, limits.closeTimeoutMs), streams.drain()]);
      await draining;
    },
    stats: () => ({ sockets: sessions.size, streams: streams.size, groups: groups.size, ...counters }),
  };
}

interface Counters extends SubscriptionCounters {
  executions: number;
}

/** What both transports work with. */
interface LiveParts extends SubscriberGround, Pick<LiveRoomOptions, 'log'> {
  readonly counters: Counters;
  readonly connections: KeyPlaces;
  readonly tools: RenderTools;
  readonly isUnavailable: (error: unknown) => boolean;
}

function partsOf(options: LiveRoomOptions): LiveParts {
  const { schema, contextFor, formatError, log } = options;
  const limits = { ...DEFAULT_LIVE_LIMITS, ...options.limits };
  const counters = { subscribers: 0, executions: 0, deliveries: 0, lagged: 0 };
  const onExecution = (): void => { counters.executions += 1; };
  return {
    limits, counters, log,
    groups: new GroupRegister(),
    gate: new ExecutionGate(),
    recent: new RecentPayloads(),
    source: options.events,
    connections: new KeyPlaces(limits.maxSocketsPerKey),
    subscriptions: new KeyPlaces(limits.maxSubscriptionsPerKey),
    scopeOf: options.scopeOf ?? scopeOfActor,
    isUnavailable: options.isUnavailable ?? (() => false),
    tools: { schema, contextFor, formatError, onExecution, execute: options.execute ?? ((args) => execute(args) as ExecutionResult | Promise<ExecutionResult>) },
  };
}

function protocolOf(options: LiveRoomOptions, parts: LiveParts): ReturnType<typeof liveProtocol> {
  const { schema, authorise, validationRules = [], checkOperation = () => [], onOperation = () => {}, traced } = options;
  return liveProtocol({
    ...parts,
    operations: new OperationCache({ schema, validationRules, maxDocument: parts.limits.maxDocument }),
    authorise: (init, { request }) => authorise(init, request),
    checkOperation,
    watch: new OperationWatch(onOperation),
    traced,
  });
}
