// Signs of life of a task, beside its status: they are no events, and each costs one row at most.

/** What is known of a task's activity. The status of the task has a time of its own, which may be later than both times here. */
export interface TaskActivity {
  readonly taskId: string;
  /** Last activity of the run: a ping, an event, a report. */
  readonly lastUpdate: Date | null;
  /** Last change of anything about the task. */
  readonly lastChange: Date | null;
  readonly lastChangedBy: string | null;
  /** Name of the worker that reported it last. */
  readonly lastWorker: string | null;
  readonly lastWorkerReport: Date | null;
  /** Highest iteration that was reported. */
  readonly lastIteration: number;
}
