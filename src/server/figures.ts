// The figures of /metrics: where each is read.
import type { EventRoomHealth } from '../events/event-room.ts';
import type { Database } from '../store/database.ts';
import type { LiveStats } from '../api/graphql/live/live-room.ts';
import type { DispatchStats } from '../api/dispatch/dispatch-room.ts';
import type { Figure } from './http/metrics.ts';
import { takeLoopDelay } from './loop-delay.ts';

/** The parts of a server that have something to tell. */
export interface FigureSources {
  readonly database: Database;
  readonly events: () => EventRoomHealth;
  readonly dispatch: () => DispatchStats;
  readonly live: () => Pick<LiveStats, 'sockets' | 'streams' | 'subscribers' | 'groups' | 'executions' | 'deliveries' | 'lagged'>;
}

// The partial index over live attempts answers this; ended ones are never read.
const LIVE_ATTEMPTS = { name: 'figure_live_attempts', text: `SELECT count(*)::int AS n FROM attempt WHERE state <> 'ENDED'` };

/** Every figure. */
export function figuresOf({ database, events, dispatch, live }: FigureSources): readonly Figure[] {
  const { pool } = database;
  return [
    gauge('event_horizon_lag_seconds', 'Seconds for which committed events have been held up.', () => events().lagSeconds),
    gauge('event_listening', 'Whether this server hears at once of what others commit; without that it looks every 250 ms.', () => Number(events().listening)),
    gauge('event_notifying', 'Whether other servers are told at once of what this one commits.', () => Number(events().notifying)),
    gauge('event_horizon', 'Place in the event log up to which everything has been handed out.', () => events().horizon),
    gauge('subscribers', 'Open subscriptions.', () => live().subscribers),
    gauge('sockets', 'Open WebSocket connections.', () => live().sockets),
    gauge('event_streams', 'Open event streams over plain GET.', () => live().streams),
    gauge('subscription_groups', 'Groups of subscriptions that share their executions.', () => live().groups),
    counter('subscription_executions_total', 'Executions of events, for groups and for subscriptions that catch up.', () => live().executions),
    counter('subscription_deliveries_total', 'Messages of subscriptions that were written.', () => live().deliveries),
    counter('subscriptions_lagged_total', 'Subscriptions that were ended because they fell behind.', () => live().lagged),
    gauge('dispatch_held_calls', 'Claims and beats of runners that are held back now.', () => dispatch().held),
    counter('stale_writes_refused_total', 'Attempts whose late facts were refused because they are no longer the runner\'s.', () => dispatch().staleWrites),
    // Before those that are read from the database, which would count themselves.
    gauge('database_connections', 'Open connections of the pool.', () => pool.totalCount),
    gauge('database_connections_idle', 'Connections of the pool that do nothing.', () => pool.idleCount),
    gauge('database_connections_waiting', 'Statements that wait for a connection.', () => pool.waitingCount),
    gauge('live_attempts', 'Attempts handed out or running, over all servers of the database.', () => liveAttempts(database)),
    { ...gauge('database_up', 'Whether the database answers within two seconds.', () => isUp(database)), whenLate: 0 },
    gauge('process_resident_memory_bytes', 'Memory of this process.', () => process.memoryUsage.rss()),
    gauge('process_heap_bytes', 'Memory that objects use, garbage included.', () => process.memoryUsage().heapUsed),
    gauge('event_loop_delay_p99_seconds', 'Of all turns of the event loop since the last look, how late the latest hundredth was at least.', takeLoopDelay),
  ];
}

function gauge(name: string, help: string, read: Figure['read']): Figure {
  return { name, type: 'gauge', help, read };
}

function counter(name: string, help: string, read: Figure['read']): Figure {
  return { name, type: 'counter', help, read };
}

async function liveAttempts(database: Database): Promise<number> {
  const [row] = await database.query<{ n: number }>(LIVE_ATTEMPTS, []);
  return row?.n ?? Number.NaN;
}

async function isUp(database: Database): Promise<number> {
  try {
    await database.query({ name: 'figure_up', text: 'SELECT 1' }, []);
    return 1;
  } catch {
    // This figure is the report of the failure.
    return 0;
  }
}
