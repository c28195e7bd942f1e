// What a deletion or a reset is judged by, and what it leaves behind for its caller to clear away.
import type { RemovalView } from '../../domain/task/removal.ts';
import { ENDED_RUN_STATUSES, type Run } from '../../domain/run/run.ts';
import type { JsonValue } from '../../domain/event/event.ts';
import { hasPublishedChild, MAX_URLS, urlsOf } from '../../store/write/experiment/descendant.store.ts';
import { hasReadyModels } from '../../store/write/experiment/made-models.store.ts';
import type { LockedTask } from '../../store/write/task-write.store.ts';
import type { EndedModels } from '../model/models-of-task.ts';
import type { Work } from '../work.ts';

/** Whether something published has come of a task; not asked for those who insist. */
export async function hasPublished(work: Work, taskId: string, force: boolean): Promise<boolean> {
  return !force && ((await hasPublishedChild(work.tx, taskId)) || (await hasReadyModels(work.tx, taskId)));
}

/** Where the run of a task stands. */
export function runStateOf(run: Run | null): RemovalView['run'] {
  if (run === null) return 'NONE';
  return run.deactivated !== null || ENDED_RUN_STATUSES.has(run.status) ? 'OVER' : 'OPEN';
}

/** The addresses of files that nothing names any more, at most `MAX_URLS` of each kind; null when nobody wants them. Ask before the generation changes. */
export async function leftUrls(work: Work, task: Pick<LockedTask, 'id' | 'generation'>, { models, wanted }: { models: EndedModels; wanted: boolean }): Promise<JsonValue> {
  if (!wanted) return null;
  const { artifacts, events } = await urlsOf(work.tx, task);
  return { models: models.deleted.map(({ uri }) => uri).filter((uri) => uri !== '').slice(0, MAX_URLS), artifacts: [...artifacts], events: [...events] };
}
