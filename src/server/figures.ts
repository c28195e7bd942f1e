// The figures of /metrics: where each is read.
import type { EventRoomHealth } from '../events/event-room.ts';
import type { Database } from '../store/database.ts';
import type { DispatchStats } from '../api/dispatch/dispatch-room.ts';
import type { Figure } from './http/metrics.ts';

/** The parts of a server that have something to tell. */
export interface FigureSources {
  readonly database: Database;
  readonly events: () => EventRoomHealth;
  readonly dispatch: () => DispatchStats;
  readonly live: () => { readonly sockets: number; readonly subscribers: number };
}

// The partial index over live attempts answers this; ended ones are never read.
const LIVE_ATTEMPTS = { name: 'figure_live_attempts', text: `SELECT count(*)::int AS n FROM attempt WHERE state <> 'ENDED'` };

/** Every figure. */
export function figuresOf({ database, events, dispatch, live }: FigureSources): readonly Figure[] {
  const { pool } = database;
  return [
    gauge('event_horizon_lag_seconds', 'Seconds for which committed events have been held up.', () => events().lagSeconds),
    gauge('event_horizon', 'Place in the event log up to which everything has been handed out.', () => events().horizon),
    gauge('subscribers', 'Open subscriptions.', () => live().subscribers),
    gauge('sockets', 'Open WebSocket connections.', () => live().sockets),
    gauge('dispatch_held_calls', 'Claims and beats of runners that are held back now.', () => dispatch().held),
    { name: 'stale_writes_refused_total', type: 'counter', help: 'Attempts whose late facts were refused because they are no longer the runner\'s.', read: () => dispatch().staleWrites },
    // Before those that are read from the database, which would count themselves.
    gauge('database_connections', 'Open connections of the pool.', () => pool.totalCount),
    gauge('database_connections_idle', 'Connections of the pool that do nothing.', () => pool.idleCount),
    gauge('database_connections_waiting', 'Statements that wait for a connection.', () => pool.waitingCount),
    gauge('live_attempts', 'Attempts handed out or running, over all servers of the database.', () => liveAttempts(database)),
    { ...gauge('database_up', 'Whether the database answers within two seconds.', () => isUp(database)), whenLate: 0 },
    gauge('process_resident_memory_bytes', 'Memory of this process.', () => process.memoryUsage.rss()),
  ];
}

function gauge(name: string, help: string, read: Figure['read']): Figure {
  return { name, type: 'gauge', help, read };
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
