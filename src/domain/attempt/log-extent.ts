// How much of a task's output is still there, and which places in it can be read on from.
import type { LogPosition } from './log-line.ts';

/** The output of one generation whose beginning is gone: lines are numbered from 1 without gaps up to `next - 1`. */
export interface CutStream {
  readonly generation: number;
  readonly next: number;
  /** Number of the oldest line that is there; null when none is. */
  readonly firstKept: number | null;
}

/** Lines that retention has removed. They are the oldest of the task: lines go in the order in which they came. */
export interface LostLines {
  readonly count: number;
  /** The place of the last one: everything later is there. Null when nothing is gone. */
  readonly upTo: LogPosition | null;
}

/** Sums up the cut generations of one task, in any order. */
export function lostLines(cut: readonly CutStream[]): LostLines {
  let count = 0;
  let upTo: LogPosition | null = null;
  for (const { generation, next, firstKept } of cut) {
    const n = (firstKept ?? next) - 1;
    count += n;
    if (n > 0 && (upTo === null || isEarlier(upTo, { generation, n }))) upTo = { generation, n };
  }
  return { count, upTo };
}

/** Whether lines behind `after` are gone: reading on from there would skip them. */
export function isExpiredAfter(after: LogPosition, { upTo }: LostLines): boolean {
  return upTo !== null && isEarlier(after, upTo);
}

/** Whether the line that `before` names, or all before it, is gone: reading back from there would find an end that was none. */
export function isExpiredBefore(before: LogPosition, { upTo }: LostLines): boolean {
  return upTo !== null && !isEarlier(upTo, before);
}

/** Whether a line is the very next one behind a place, so that nothing can be missing between them. */
export function isNextLine(line: LogPosition, after: LogPosition): boolean {
  return line.generation === after.generation && line.n === after.n + 1;
}

/** Whether `a` comes before `b` in the output of a task. */
export function isEarlier(a: LogPosition, b: LogPosition): boolean {
  return a.generation < b.generation || (a.generation === b.generation && a.n < b.n);
}
