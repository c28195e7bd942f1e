// The live room: WebSockets that speak graphql-transport-ws, one execution per event for all who asked the same.
import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import { execute, type ExecutionArgs, type ExecutionResult, type GraphQLError, type GraphQLFormattedError, type GraphQLSchema, type ValidationRule } from 'graphql';
import type { Actor } from '../../../domain/access.ts';
import type { RoomLog } from '../../../events/room-log.ts';
import { ExecutionGate } from './execution-gate.ts';
import type { EventSource } from './feed/event.feed.ts';
import { GroupRegister } from './group-register.ts';
import { DEFAULT_LIVE_LIMITS, type LiveLimits } from './live-limits.ts';
import { liveProtocol } from './live-protocol.ts';
import { OperationCache } from './operation-cache.ts';
import type { AskedOperation } from './operation-intake.ts';
import { RecentPayloads } from './recent-payloads.ts';
import type { LiveCaller } from './shared-renderer.ts';
import { type Admission, SocketSession } from './socket/socket-session.ts';
import type { SubscriptionCounters } from './subscription-intake.ts';
import { closeAll, refuse, speak, upgradeServer } from './socket/socket-upgrade.ts';

/** What a live room is made of. */
export interface LiveRoomOptions {
  /** Built with `LIVE_RESOLVERS`. */
  readonly schema: GraphQLSchema;
  /** An open event room fits. */
  readonly events: EventSource;
  /** A fresh context with fresh loaders, for one operation or for one wave of events. */
  readonly contextFor: (caller: LiveCaller) => object;
  /** Judges the payload of `connection_init` and the upgrade request; null closes the socket with 4403. */
  readonly authorise: (init: Readonly<Record<string, unknown>>, request: IncomingMessage) => Promise<Admission | null>;
  /** Subscribers share executions only within one scope; by default that is one user in one role. */
  readonly scopeOf?: (actor: Actor) => string;
  /** Beside graphql's own rules; the same as for HTTP. Results are kept by document text, so a rule must not look at anything else. */
  readonly validationRules?: readonly ValidationRule[];
  /** Judged for each operation anew: limits that depend on variables or on who asks. */
  readonly checkOperation?: (operation: AskedOperation) => readonly GraphQLError[];
  /** Whether an error means that the database cannot be reached just now: sockets that cannot be admitted then are asked to try again. None does when absent. */
  readonly isUnavailable?: (error: unknown) => boolean;
  /** The same as for HTTP. */
  readonly formatError: (error: GraphQLError, requestId: string) => GraphQLFormattedError;
  /** graphql's own by default. */
  readonly execute?: (args: ExecutionArgs) => ExecutionResult | Promise<ExecutionResult>;
  readonly log: RoomLog;
  readonly limits?: Partial<LiveLimits>;
}

/** Figures since the room was made; the first three are of now. */
export interface LiveStats {
  readonly sockets: number;
  readonly subscribers: number;
  readonly groups: number;
  /** Executions of events, for groups and for subscribers that caught up. */
  readonly executions: number;
  /** Messages of subscriptions written to sockets. */
  readonly deliveries: number;
  /** Subscriptions ended because they fell behind. */
  readonly lagged: number;
}

/** A running live room. */
export interface LiveRoom {
  /** Takes over an upgrade of `/graphql`; answers 503 while draining or when there are too many sockets. */
  handleUpgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void;
  /** Takes no more sockets and closes all with 1001; resolves when they are gone, cutting those that do not answer in time. */
  drain(): Promise<void>;
  stats(): LiveStats;
}

/** Opens a live room; nothing runs until the first socket comes. */
export function liveRoom(options: LiveRoomOptions): LiveRoom {
  const limits = { ...DEFAULT_LIVE_LIMITS, ...options.limits };
  const isUnavailable = options.isUnavailable ?? (() => false);
  const counters = { subscribers: 0, executions: 0, deliveries: 0, lagged: 0 };
  const groups = new GroupRegister();
  const protocol = protocolOf(options, { limits, groups, counters });
  const upgrades = upgradeServer(limits);
  const sessions = new Set<SocketSession>();
  const timers = [
    setInterval(() => sessions.forEach((session) => session.beat()), limits.pingMs).unref(),
    setInterval(() => sessions.forEach((session) => void session.recheck()), limits.recheckMs).unref(),
  ];
  let draining: Promise<void> | null = null;
  return {
    handleUpgrade(request, stream, head) {
      if (draining || sessions.size >= limits.maxSockets) return refuse(stream);
      upgrades.handleUpgrade(request, stream, head, (ws) => {
        const session = new SocketSession({ ws, stream, request, limits, isUnavailable, log: options.log });
        sessions.add(session);
        ws.once('close', () => sessions.delete(session));
        speak(session, { protocol, log: options.log, isUnavailable });
      });
    },
    drain() {
      timers.forEach(clearInterval);
      draining ??= closeAll(sessions, limits.closeTimeoutMs);
      return draining;
    },
    stats: () => ({ sockets: sessions.size, groups: groups.size, ...counters }),
  };
}

interface Counters extends SubscriptionCounters {
  executions: number;
}

function protocolOf(options: LiveRoomOptions, inner: { limits: LiveLimits; groups: GroupRegister; counters: Counters }): ReturnType<typeof liveProtocol> {
  const { schema, contextFor, formatError } = options;
  const { limits, counters } = inner;
  const operations = new OperationCache({ schema, validationRules: options.validationRules ?? [], maxDocument: limits.maxDocument });
  const onExecution = (): void => { counters.executions += 1; };
  return liveProtocol({
    ...inner,
    operations,
    gate: new ExecutionGate(),
    recent: new RecentPayloads(),
    source: options.events,
    tools: { schema, contextFor, formatError, onExecution, execute: options.execute ?? ((args) => execute(args) as ExecutionResult | Promise<ExecutionResult>) },
    authorise: (init, session) => options.authorise(init, session.request),
    checkOperation: options.checkOperation ?? (() => []),
    scopeOf: options.scopeOf ?? ((actor) => `${actor.role} ${actor.userId}`),
  });
}
