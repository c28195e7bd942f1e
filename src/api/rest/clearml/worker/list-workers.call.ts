// Which workers are there.
import { z } from 'zod';
import { isOfForm } from '../../../../domain/filter/wildcard.ts';
import { queuesOfWorkers, workersSeen, type WorkerRecord } from '../../../../engine/read/workers.read.ts';
import { opt, orElse, text, texts } from '../call-shape.ts';
import { clearmlCall } from '../clearml-call.ts';
import type { ClearmlContext } from '../clearml-context.ts';
import { wireWorker } from './worker-wire.ts';

/** Longest pattern of names. */
const MAX_PATTERN = 1_000;
/** Longest look back, in seconds: a thousand years, which is any time. */
const MAX_LOOK_BACK = 31_557_600_000;

const FILTER = { last_seen: opt(z.number().min(0).max(MAX_LOOK_BACK)), tags: opt(texts), system_tags: opt(texts), worker_pattern: opt(text.pipe(z.string().max(MAX_PATTERN))) };
type Filter = z.output<z.ZodObject<typeof FILTER>>;

/** Workers that were heard of; our own runners are among them, with what they run. */
export const listWorkersCall = clearmlCall('workers.get_all', {
  since: '2.4',
  role: 'viewer',
  input: z.object({ ...FILTER, last_seen: orElse(z.number().min(0).max(MAX_LOOK_BACK), 3_600) }),
  run: async (context, input) => {
    const { engine, caller } = context;
    const workers = await found(context, input);
    const lines = await queuesOfWorkers(engine, caller.actor, workers);
    return { workers: workers.map((worker) => wireWorker(worker, lines)) };
  },
});

/** How many they are. */
export const countWorkersCall = clearmlCall('workers.get_count', {
  since: '2.4',
  role: 'viewer',
  input: z.object(FILTER),
  run: async (context, input) => ({ count: (await found(context, input)).length }),
});

// 0 = whenever: a worker that is there has been heard of within its own timeout.
async function found({ engine, caller }: ClearmlContext, { last_seen: lastSeen = 0, tags = [], system_tags: systemTags = [], worker_pattern: pattern }: Filter): Promise<readonly WorkerRecord[]> {
  const seen = await workersSeen(engine, caller.actor, lastSeen === 0 ? null : lastSeen);
  return seen.filter((worker) => hasTags(worker.tags, tags) && hasTags(worker.systemTags, systemTags) && (pattern === undefined || isOfForm(worker.name, pattern)));
}

/** Whether a worker has one of the wanted tags, if any is, and none of those with a `-` before them. */
function hasTags(own: readonly string[], asked: readonly string[]): boolean {
  const wanted = asked.filter((tag) => !tag.startsWith('-'));
  return (wanted.length === 0 || wanted.some((tag) => own.includes(tag))) && !asked.some((tag) => tag.startsWith('-') && own.includes(tag.slice(1)));
}
