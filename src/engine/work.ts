// One unit of work: a transaction with the events it will append as its last statement.
import type { Role } from '../domain/access.ts';
import type { EventKind } from '../domain/event/kind.ts';
import { MAX_EVENT_DATA, type EventData, type LoggedEvent, type NewEvent } from '../domain/event/event.ts';
import type { HeldLock } from '../store/access/lab-lock.store.ts';
import type { Connection } from '../store/database.ts';
import { insertEvents } from '../store/event/write-event.store.ts';
import type { CommandContext, Engine } from './engine.ts';
import { WatchedConnection } from './watched-connection.ts';

/** What happens inside one transaction. */
export interface Work {
  readonly engine: Engine;
  readonly tx: Connection;
  readonly actorId: string | null;
  readonly requestId: string | null;
  /** The command that this is, to be judged against each thing it touches; null for work of the system itself, which is judged by nobody. */
  readonly command: JudgedCommand | null;
  /** Events to append, in this order, just before the commit. */
  readonly events: NewEvent[];
  /** Events that a statement of this transaction has appended already. */
  readonly appended: LoggedEvent[];
  /** Tasks that got output lines, or entries of their metrics. */
  readonly logged: Set<string>;
}

/** Who commands, and the role that the command needs where its things are. */
export interface JudgedCommand {
  readonly context: CommandContext;
  readonly role: Role;
  /** Locks that hold while it runs, once it has passed their gate; null for reports, which go on under any lock. */
  held?: Promise<readonly HeldLock[]> | null;
  /** Project of the first thing that it was judged against, for the audit. */
  projectId?: string | null;
}

/** What is done, and who works. */
export interface WorkOptions {
  /** What the transaction is for: the op of a command, or the call or sweep; its points are named after it. */
  readonly op: string;
  readonly actorId: string | null;
  readonly requestId: string | null;
  /** Absent for work of the system itself. */
  readonly command?: JudgedCommand;
  /** Called with the events after the commit, before anybody else is told of them. */
  readonly committed?: (events: readonly LoggedEvent[]) => void;
}

/** Runs `body` in one transaction, appends its events last, and tells the event room after the commit. */
export async function inTransaction<T>(engine: Engine, options: WorkOptions, body: (work: Work) => Promise<T>): Promise<{ value: T; events: readonly LoggedEvent[] }> {
  const transaction = () => transact(engine, options, body);
  const done = await (engine.traced ? engine.traced({ name: `transaction ${options.op}` }, transaction) : transaction());
  engine.onPoint?.(`${options.op}.after-commit`);
  const events = [...done.work.appended, ...(await done.inserted)];
  options.committed?.(events);
  if (events.length > 0) engine.onCommitted(events);
  for (const taskId of done.work.logged) engine.onLogged(taskId);
  return { value: done.value, events };
}

function transact<T>(engine: Engine, options: WorkOptions, body: (work: Work) => Promise<T>): Promise<{ value: T; work: Work; inserted: ReturnType<typeof insertEvents> }> {
  return engine.db.transaction(async (tx) => {
    const watched = engine.onPoint ? new WatchedConnection(tx) : null;
    const work: Work = { engine, tx: watched ?? tx, actorId: options.actorId, requestId: options.requestId, command: options.command ?? null, events: [], appended: [], logged: new Set() };
    const value = await body(work);
    const inserted = insertEvents(work.tx, work.events);
    send(inserted);
    if (watched) await watched.answered();
    engine.onPoint?.(`${options.op}.before-commit`);
    return { value, work, inserted };
  });
}

/** Sends a write without waiting for its answer: a round trip less. The transaction waits for it, and fails when it fails. */
export function send(write: Promise<unknown>): void {
  write.catch(() => undefined); // thrown by the transaction; it must not count as unhandled before that
}

/** What an event concerns; absent means nothing of that kind. */
export interface EventScope {
  readonly subjectId: string;
  readonly projectId?: string | null;
  readonly runId?: string | null;
  readonly taskId?: string | null;
  readonly queueId?: string | null;
}

/** Adds an event to the work. */
export function emit(work: Work, kind: EventKind, scope: EventScope & { data: EventData }): void {
  const { subjectId, projectId = null, runId = null, taskId = null, queueId = null, data } = scope;
  if (JSON.stringify(data).length > MAX_EVENT_DATA) throw new Error(`the data of a ${kind} event is larger than ${MAX_EVENT_DATA} characters`);
  work.events.push({ kind, subjectId, projectId, runId, taskId, queueId, actorId: work.actorId, requestId: work.requestId, data });
}
