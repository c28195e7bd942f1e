// Output of a task, line by line; a stream of its own beside the event log.

/** Who wrote a line: the process, or the runner about it. */
export const LOG_SOURCES = ['STDOUT', 'STDERR', 'SYSTEM'] as const;
/** Who wrote a line. */
export type LogSource = (typeof LOG_SOURCES)[number];

/** One line. `n` counts from 1 within (task, generation) in the order of commits. */
export interface LogLine {
  readonly taskId: string;
  readonly generation: number;
  readonly n: number;
  readonly at: Date;
  readonly attemptNo: number;
  readonly source: LogSource;
  readonly message: string;
  /** How grave it is, in the word of whoever wrote it; null = nobody said. */
  readonly level: string | null;
  /** The outside worker that sent it; null = a runner of ours did. */
  readonly worker: string | null;
}

/** A place in a task's output: everything up to and including line `n` of that generation has been seen. */
export interface LogPosition {
  readonly generation: number;
  readonly n: number;
}
