// What is added to queues that a search has found: their entries, and the workers that take from them.
import { linesOf, MAX_ENTRIES } from '../../../../engine/read/queue-lines.read.ts';
import { workersSeen } from '../../../../engine/read/workers.read.ts';
import type { ClearmlContext } from '../clearml-context.ts';
import { uuidOf } from '../wire-id.ts';
import { wireEntry, wireNamedEntry, wireTaker } from './queue-wire.ts';

/** A part that is added. */
export type LinePart = 'entries' | 'workers';

/** What is added, and how. */
export interface LineOptions {
  /** Most entries of each queue. @default MAX_ENTRIES */
  readonly limit: number | undefined;
  /** Whether entries name their tasks. */
  readonly asObjects: boolean;
  readonly parts: readonly LinePart[];
}

/** The parts that `only_fields` asks for: all when it names no field, or all fields. */
export function partsAsked(given: unknown): readonly LinePart[] {
  const names = (Array.isArray(given) ? given : [given]).filter((name): name is string => typeof name === 'string' && name !== '');
  const isOpen = names.includes('*') || !names.some((name) => !name.startsWith('-'));
  return (['entries', 'workers'] as const).filter((part) => (isOpen ? !names.includes(`-${part}`) : names.some((name) => name === part || name.startsWith(`${part}.`))));
}

/** The queues with the parts that are asked for; one statement for each part, none when there is nothing to add. */
export async function withLines({ engine, caller: { actor } }: ClearmlContext, queues: readonly Record<string, unknown>[], options: LineOptions): Promise<readonly Record<string, unknown>[]> {
  const { limit = MAX_ENTRIES, asObjects, parts } = options;
  if (queues.length === 0) return queues;
  const ids = queues.map((queue) => uuidOf(queue['id'] as string)!);
  const lines = parts.includes('entries') ? await linesOf(engine, actor, { queueIds: ids, limit }) : null;
  const workers = parts.includes('workers') ? await workersSeen(engine, actor, null) : null;
  return queues.map((queue, i) => ({
    ...queue,
    ...(lines === null ? {} : { entries: (lines.get(ids[i]!) ?? []).map(asObjects ? wireNamedEntry : wireEntry) }),
    ...(workers === null ? {} : { workers: workers.filter(({ queueIds }) => queueIds.includes(ids[i]!)).map(wireTaker) }),
  }));
}
