// The output of a task's present generation, read by time.
import type { EventOwner } from '../../domain/metric/event-admission.ts';
import { countLines, linesInWindow, type LineWindow, type WindowLine } from '../../store/read/metric/log-window.store.ts';
import type { Engine } from '../engine.ts';
import { ownerOf } from './owner.read.ts';

export type { WindowLine } from '../../store/read/metric/log-window.store.ts';

/** The lines of a window, and how many there are in all. */
export async function windowOf({ db }: Engine, owner: EventOwner, window: LineWindow): Promise<{ readonly lines: readonly WindowLine[]; readonly total: number }> {
  const [lines, total] = await Promise.all([linesInWindow(db, ownerOf(owner), window), countLines(db, ownerOf(owner))]);
  return { lines, total };
}
