// Loaders of what belongs to tasks.
import DataLoader from 'dataloader';
import type { Attempt } from '../../../domain/attempt/attempt.ts';
import type { LostLines } from '../../../domain/attempt/log-extent.ts';
import type { LogLine } from '../../../domain/attempt/log-line.ts';
import type { PhaseRecord } from '../../../domain/attempt/phase.ts';
import type { QueueItem } from '../../../domain/queue/queue.ts';
import type { Model } from '../../../domain/model/model.ts';
import type { StoredArtifact } from '../../../domain/task/content/artifact.ts';
import type { TaskDoc } from '../../../domain/task/task-doc.ts';
import type { ListedTask } from '../../../domain/task/task.ts';
import type { Connection } from '../../../store/database.ts';
import { MODELS_OF_TASKS } from '../../../store/read/experiment/model-read.store.ts';
import { ATTEMPTS_OF_TASKS, loadLiveAttempts } from '../../../store/read/attempt-read.store.ts';
import { LINES_OF_TASKS } from '../../../store/read/log-read.store.ts';
import { asStored } from '../../../store/read/noun-reads.ts';
import { PHASES_OF_TASKS } from '../../../store/read/step/phase-read.store.ts';
import { loadQueueItemsOfTasks } from '../../../store/read/line/queue-item-read.store.ts';
import { loadBlockers } from '../../../store/read/task-needs.store.ts';
import { artifactsOf } from '../../../store/write/experiment/artifact.store.ts';
import { docsOf } from '../../../store/write/experiment/task-doc.store.ts';
import { LOG_CURSORS } from '../log/log-cursor.ts';
import { lostLinesLoader } from '../log/lost-lines.loader.ts';
import { type PageLoader, pageLoader } from './page.loader.ts';
import type { LoaderReach } from './reach.loader.ts';
import { MAX_BATCH, type RecordLoader, recordLoader } from './record.loader.ts';

/** All keyed by the task's id. */
export interface TaskLoaders {
  readonly attemptsOfTask: PageLoader<Attempt>;
  readonly modelsOfTask: PageLoader<Model>;
  readonly phasesOfTask: PageLoader<PhaseRecord>;
  readonly linesOfTask: PageLoader<LogLine>;
  readonly lostLinesOfTask: DataLoader<string, LostLines>;
  /** Null for a task of which nothing is written down. */
  readonly docOfTask: RecordLoader<TaskDoc>;
  /** Those of the present generation, by key. */
  readonly artifactsOfTask: DataLoader<Pick<ListedTask, 'id' | 'generation'>, readonly StoredArtifact[], string>;
  readonly liveAttemptOfTask: RecordLoader<Attempt>;
  readonly queueItemOfTask: RecordLoader<QueueItem>;
  /** Tasks it needs that have not succeeded, at most `MAX_BLOCKERS`. */
  readonly blockersOfTask: DataLoader<string, readonly ListedTask[]>;
}

/** The loaders of what belongs to tasks. */
export function taskLoaders(db: Connection, reach: LoaderReach): TaskLoaders {
  return {
    modelsOfTask: pageLoader<Model, Model>(db, reach, { listing: MODELS_OF_TASKS, record: asStored }),
    attemptsOfTask: pageLoader<Attempt, Attempt>(db, reach, { listing: ATTEMPTS_OF_TASKS, record: asStored }),
    phasesOfTask: pageLoader<PhaseRecord, PhaseRecord>(db, reach, { listing: PHASES_OF_TASKS, record: asStored }),
    linesOfTask: pageLoader<LogLine, LogLine>(db, reach, { listing: LINES_OF_TASKS, record: asStored, codec: LOG_CURSORS }),
    lostLinesOfTask: lostLinesLoader(db),
    docOfTask: recordLoader((ids) => docsOf(db, ids), ({ taskId }) => taskId),
    artifactsOfTask: new DataLoader(async (tasks) => {
      const found = Map.groupBy(await artifactsOf(db, tasks.map(({ id: taskId, generation }) => ({ taskId, generation }))), ({ taskId }) => taskId);
      return tasks.map(({ id }) => found.get(id) ?? []);
    }, { maxBatchSize: MAX_BATCH, cacheKeyFn: ({ id }) => id }),
    liveAttemptOfTask: recordLoader((ids) => loadLiveAttempts(db, ids), ({ taskId }) => taskId),
    queueItemOfTask: recordLoader(async (ids) => loadQueueItemsOfTasks(db, ids, await reach.get()), ({ taskId }) => taskId),
    blockersOfTask: new DataLoader(async (ids) => {
      const found = await loadBlockers(db, ids);
      return ids.map((id) => found.get(id) ?? []);
    }, { maxBatchSize: MAX_BATCH }),
  };
}
