// The event room put together: the log's tail, the hub it feeds, the streams read from both, the wires between replicas.
import type { OnCommitted, OnLogged } from '../domain/ports.ts';
import type { Connection } from '../store/database.ts';
import { logMeta } from '../store/event/log-meta.store.ts';
import { type CatchUp, catchUp } from './catch-up.ts';
import { type JudgeFor, judgeFor, learnProjects } from './event-judge.ts';
import { Company } from './wire/company.ts';
import type { DedicatedConnection } from './wire/dedicated-connection.ts';
import { firstHorizon } from './first-horizon.ts';
import { Hub } from './hub.ts';
import { listen } from './wire/listener.ts';
import { LogHub } from './log-hub.ts';
import { Notifier } from './wire/notifier.ts';
import type { RoomLog } from './room-log.ts';
import { holeStrategy, type TailStrategy } from './settling-rule.ts';
import { Streams } from './stream.ts';
import { Tail } from './tail.ts';

/** What the room needs. */
export interface EventRoomOptions {
  /** For the two connections outside the pool: the one that listens and the one that notifies. */
  readonly url: string;
  /** Reads the log; statements only, no transactions. */
  readonly db: Connection;
  readonly log: RoomLog;
  /** Ends a start that waits for older transactions. */
  readonly signal?: AbortSignal;
  /** Longest time for one statement of the tail, in milliseconds. */
  readonly readTimeoutMs?: number;
  /** Pause between two self-checks of the listening connection, in milliseconds. */
  readonly selfCheckMs?: number;
  /** Events kept in memory for short resumptions. */
  readonly ringCapacity?: number;
  /** How rows become settled; anything but the default is for tests that show why. */
  readonly strategy?: TailStrategy;
}

/** How the room is. Without `listening` or `notifying` events come by poll, at most 250 ms later. */
export interface EventRoomHealth {
  readonly listening: boolean;
  readonly notifying: boolean;
  /** Whether nobody else listens, as far as is known: then nobody is notified. */
  readonly alone: boolean;
  /** Whether the log could be read the last time. */
  readonly tailing: boolean;
  readonly horizon: number;
  /** Seconds for which committed events have been held up; the metric event_horizon_lag_seconds. */
  readonly lagSeconds: number;
}

/** The open room. */
export interface EventRoom {
  readonly logId: string;
  /** Hand over the rows of a transaction after its commit. */
  readonly offer: OnCommitted;
  /** Say that output lines or entries of the metrics of a task were committed. */
  readonly logged: OnLogged;
  readonly hub: Hub;
  readonly tail: Tail;
  readonly stream: Streams;
  readonly logs: LogHub;
  /** Brings this server level with everything committed before the call, on whatever server; bounded, see `CATCH_UP_MS`. */
  readonly catchUp: CatchUp;
  /** Judges events for a caller; null when the caller may be told of all. */
  readonly judgeFor: JudgeFor;
  health(): EventRoomHealth;
  /** Stops delivering and ends the room's own connections; readers' streams are theirs to end. */
  close(): Promise<void>;
}

/** Opens the room: resolves when the log is settled up to where the tail begins. Rejects when it cannot be read. */
export async function openEventRoom(options: EventRoomOptions): Promise<EventRoom> {
  const { db, log } = options;
  const { logId } = await logMeta(db);
  const startAt = await firstHorizon(db, { log, signal: options.signal ?? new AbortController().signal });
  const hub = new Hub({ ...options, position: startAt });
  const tail = new Tail({ strategy: holeStrategy, ...options, startAt });
  tail.settled((events, horizon) => {
    // First: whoever listens judges events by the projects that are known.
    learnProjects(db, events);
    hub.publish(events, horizon);
  });
  tail.overtaken((floor) => hub.skip(floor));
  const logs = new LogHub(db, log);
  const wires = await connect(options, { tail, logs });
  const level: CatchUp = (atLeast) => catchUp({ tail, hub }, atLeast);
  return { logId, hub, tail, logs, catchUp: level, judgeFor: (actor) => judgeFor(db, actor), stream: new Streams({ db, hub, logId, catchUp: level }), ...facade({ tail, logs, ...wires }) };
}

interface Wires {
  readonly company: Company;
  readonly notifier: Notifier;
  readonly listening: DedicatedConnection;
}

async function connect(options: EventRoomOptions, room: { tail: Tail; logs: LogHub }): Promise<Wires> {
  const { url, log } = options;
  const company = new Company();
  const notifier = new Notifier({ url, log, company });
  const listening = listen({
    ...options,
    company,
    onEvents: () => room.tail.wake(),
    onLines: (taskIds) => room.logs.wake(taskIds),
    ownBackend: () => notifier.backend,
  });
  await Promise.all([notifier.tried, listening.tried]);
  return { company, notifier, listening };
}

type Facade = Pick<EventRoom, 'offer' | 'logged' | 'health' | 'close'>;

function facade(room: { readonly tail: Tail; readonly logs: LogHub } & Wires): Facade {
  const { tail, logs, company, notifier, listening } = room;
  return {
    offer(events) {
      if (events.length === 0) return;
      tail.offer(events);
      notifier.events();
    },
    logged(taskId) {
      logs.wake([taskId]);
      notifier.lines(taskId);
    },
    health: () => ({
      listening: listening.client !== null,
      notifying: notifier.up,
      alone: company.isAlone,
      tailing: tail.reading,
      horizon: tail.horizon,
      lagSeconds: tail.lagSeconds,
    }),
    async close() {
      logs.close();
      await Promise.all([listening.close(), notifier.close(), tail.close()]);
    },
  };
}
