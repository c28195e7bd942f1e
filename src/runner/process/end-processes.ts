// Ending every process of an attempt: TERM, for some an INT, a grace, KILL.
import { pause } from '../retry-delay.ts';
import { processesOf, readProcess, signalProcess, type Marks } from './process-scan.ts';

/** Milliseconds between two looks at the process table, at first and at most: a look costs some 20 µs for each process of the machine. */
export const LOOK_MS = { first: 10, most: 100 } as const;
/** Milliseconds in which killed processes must be gone; one in an uninterruptible wait (a dead network disk) may stay longer. */
export const KILL_SETTLE_MS = 5_000;

/** How politely. */
export interface EndManner {
  readonly graceMs: number;
  /** Milliseconds of the grace after which what has not heeded TERM gets INT; absent = it never does. */
  readonly interruptAfterMs?: number | undefined;
  /** Aborted when the rest of the grace is not to be waited for. */
  readonly hurry: AbortSignal;
}

/** Ends them all and waits until they are gone; the answer names those that even KILL did not end in time. */
export async function endProcesses(marks: Marks, manner: EndManner): Promise<readonly number[]> {
  if (processesOf(marks).length === 0) return [];
  if (!manner.hurry.aborted) {
    const { graceMs, hurry, interruptAfterMs: politeMs = graceMs } = manner;
    sendAll(marks, ['SIGTERM', 'SIGCONT']);
    if (await areGone(marks, { withinMs: Math.min(politeMs, graceMs), hurry })) return [];
    if (politeMs < graceMs && !hurry.aborted) {
      sendAll(marks, ['SIGINT']);
      if (await areGone(marks, { withinMs: graceMs - politeMs, hurry })) return [];
    }
  }
  return kill(marks);
}

async function kill(marks: Marks): Promise<readonly number[]> {
  const end = performance.now() + KILL_SETTLE_MS;
  do {
    // Again in each round: a process may fork between the look and the signal.
    sendAll(marks, ['SIGKILL']);
    if (await areGone(marks, { withinMs: LOOK_MS.most })) return [];
  } while (performance.now() < end);
  return processesOf(marks);
}

// The group as a whole, so that it cannot fork away one by one; then those outside it, so that nobody gets a TERM twice.
// SIGCONT after TERM: a stopped process would take the TERM only when continued.
function sendAll(marks: Marks, signals: readonly NodeJS.Signals[]): void {
  const strays = processesOf(marks).filter((pid) => readProcess(pid)?.group !== marks.group);
  for (const signal of signals) {
    if (marks.group !== null) signalProcess(-marks.group, signal);
    for (const pid of strays) signalProcess(pid, signal);
  }
}

async function areGone(marks: Marks, options: { readonly withinMs: number; readonly hurry?: AbortSignal }): Promise<boolean> {
  const end = performance.now() + options.withinMs;
  for (let ms: number = LOOK_MS.first; ; ms = Math.min(ms * 2, LOOK_MS.most)) {
    if (processesOf(marks).length === 0) return true;
    if (performance.now() >= end || options.hurry?.aborted) return false;
    await pause(Math.min(ms, end - performance.now()), options.hurry);
  }
}
