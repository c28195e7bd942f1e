// Wakes those who watch the output or the metrics of a task when there may be something new.
import { isUuid } from '../domain/uuid.ts';
import type { Connection } from '../store/database.ts';
import { logProgress } from '../store/event/log-progress.store.ts';
import { ALL_TASKS } from './wire/channel.ts';
import type { Unsubscribe } from './hub.ts';
import type { RoomLog } from './room-log.ts';

/** Watched tasks are looked at this often, in milliseconds, whether or not anybody was told of new lines. */
export const LOG_POLL_MS = 1_000;

/** Tasks asked about in one statement at most. */
export const LOG_POLL_BATCH = 1_000;

/** There may be new lines or entries: read on from your own place. Must be quick and must not throw. */
export type LogListener = () => void;

/** Watchers by task. Lines themselves never pass through here: each watcher reads from its own cursor. */
export class LogHub {
  readonly #db: Connection;
  readonly #log: RoomLog;
  readonly #watchers = new Map<string, Set<LogListener>>();
  /** What the last poll saw of each watched task. */
  readonly #seen = new Map<string, string>();
  #timer: NodeJS.Timeout | undefined;
  #closed = false;

  constructor(db: Connection, log: RoomLog) {
    this.#db = db;
    this.#log = log;
  }

  /** How many tasks are being watched. */
  get size(): number {
    return this.#watchers.size;
  }

  /** Calls the listener when the task may have new lines or entries of its metrics, until unsubscribed. Register first, read second. */
  watchLog(taskId: string, listener: LogListener): Unsubscribe {
    if (!isUuid(taskId)) throw new TypeError('watchLog takes the UUID of a task: check ids from outside before');
    const own: LogListener = () => listener();
    this.#watchers.set(taskId, (this.#watchers.get(taskId) ?? new Set()).add(own));
    this.#schedule();
    return () => this.#unwatch(taskId, own);
  }

  /** New lines or entries of these tasks were committed, here or elsewhere. */
  wake(taskIds: readonly string[] | typeof ALL_TASKS): void {
    // Copies, for a listener may add and remove watchers, itself among them.
    const watched = taskIds === ALL_TASKS ? Array.from(this.#watchers.keys()) : taskIds;
    for (const taskId of watched) {
      const listeners = Array.from(this.#watchers.get(taskId) ?? []);
      for (const listener of listeners) this.#call(taskId, listener);
    }
  }

  /** No more wake-ups. */
  close(): void {
    this.#closed = true;
    clearTimeout(this.#timer);
    this.#watchers.clear();
    this.#seen.clear();
  }

  #call(taskId: string, listener: LogListener): void {
    try {
      listener();
    } catch (error) {
      this.#unwatch(taskId, listener);
      this.#log.error({ err: error, taskId }, 'a log listener threw and was removed');
    }
  }

  #unwatch(taskId: string, listener: LogListener): void {
    const watchers = this.#watchers.get(taskId);
    watchers?.delete(listener);
    if (watchers?.size !== 0) return;
    this.#watchers.delete(taskId);
    this.#seen.delete(taskId);
  }

  /** Runs only while somebody watches. */
  #schedule(): void {
    if (this.#closed || this.#timer !== undefined || this.#watchers.size === 0) return;
    this.#timer = setTimeout(() => void this.#poll(), LOG_POLL_MS);
  }

  /** Never rejects: a poll that fails is reported, the next one comes. */
  async #poll(): Promise<void> {
    try {
      const taskIds = [...this.#watchers.keys()];
      for (let i = 0; i < taskIds.length; i += LOG_POLL_BATCH) await this.#pollBatch(taskIds.slice(i, i + LOG_POLL_BATCH));
    } catch (error) {
      if (!this.#closed) this.#log.warn({ err: error }, 'the progress of watched output could not be read; trying again');
    } finally {
      this.#timer = undefined;
      this.#schedule();
    }
  }

  async #pollBatch(taskIds: readonly string[]): Promise<void> {
    const progress = await logProgress(this.#db, taskIds);
    const changed = progress.filter((one) => {
      const now = `${one.generation}:${one.next}`;
      if (!this.#watchers.has(one.taskId) || this.#seen.get(one.taskId) === now) return false;
      this.#seen.set(one.taskId, now);
      return true;
    });
    this.wake(changed.map((one) => one.taskId));
  }
}
