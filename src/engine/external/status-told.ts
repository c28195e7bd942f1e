// What programs are told once a task has been moved: when that was.
import { statusTimes, type StatusTimes } from '../../store/write/experiment/status-times.store.ts';
import type { Engine } from '../engine.ts';

/** The times of a task that the caller has just moved; undefined when somebody has deleted it since. */
export function statusTold({ db }: Engine, taskId: string): Promise<StatusTimes | undefined> {
  return statusTimes(db, taskId);
}
