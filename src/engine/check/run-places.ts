// Whether the places that a run names are there: its project, and queues that would take its tasks.
import type { Actor } from '../../domain/access.ts';
import { invalid } from '../../domain/input/check.ts';
import type { ReadTemplate } from '../../domain/input/definition-input.ts';
import { admission } from '../../domain/queue/admission.ts';
import type { Queue } from '../../domain/queue/queue.ts';
import { adviceOf } from '../../domain/task/verdict.ts';
import type { Connection } from '../../store/database.ts';
import { queueById, queuesByName } from '../../store/write/queue-write.store.ts';
import { openProject } from '../../store/write/place/project-write.store.ts';
import { defaultQueueOf, notFound, requireId } from '../found.ts';
import { requireReadable } from '../place-check.ts';

/** Who asks, and where it is read. */
interface Asking {
  readonly db: Connection;
  readonly actor: Actor;
}

/** Throws NOT_FOUND for a project or queue that is not there for the caller, INVALID for a task that its queue would not take. */
export async function requirePlaces({ db, actor }: Asking, input: { readonly projectId?: string | undefined; readonly queueId?: string | undefined }, templates: readonly ReadTemplate[]): Promise<void> {
  if (input.projectId != null) await requireProject({ db, actor }, input.projectId);
  const own = input.queueId == null ? null : ((await queueById(db, requireId('queue', input.queueId, ['queueId']))) ?? notFound('queue', input.queueId, ['queueId']));
  if (own) await requireReadable(db, actor, { noun: 'queue', id: own.id, path: ['queueId'], projectId: own.projectId });
  const names = templates.map(({ head, spec }) => head?.queue ?? (own || spec === null ? null : defaultQueueOf(spec.kind)));
  const named = new Map((await queuesByName(db, [...new Set(names.filter((name) => name !== null))])).map((queue) => [queue.name, queue]));
  for (const [i, { spec }] of templates.entries()) {
    const path = ['definition', 'tasks', String(i), 'queue'];
    const queue: Queue | null = names[i] == null ? own : (named.get(names[i]!) ?? notFound('queue named', names[i]!, path));
    if (queue && queue !== own) await requireReadable(db, actor, { noun: 'queue named', id: queue.name, path, projectId: queue.projectId });
    const code = queue && spec ? admission(queue, spec.kind) : null;
    if (queue && code) invalid(path, `the queue ${queue.name} cannot take this task: ${adviceOf(code)}`);
  }
}

async function requireProject({ db, actor }: Asking, id: string): Promise<void> {
  const named = { noun: 'project', id: requireId('project', id, ['projectId']), path: ['projectId'] };
  const project = (await openProject(db, id)) ?? notFound(named.noun, id, named.path);
  await requireReadable(db, actor, { ...named, projectId: project.id });
}
