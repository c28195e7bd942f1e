// Loaders of nouns by id.
import type { Attempt } from '../../../domain/attempt/attempt.ts';
import type { PhaseRecord } from '../../../domain/attempt/phase.ts';
import type { Runner } from '../../../domain/attempt/runner.ts';
import type { Deployment } from '../../../domain/deployment/deployment.ts';
import type { StoredFile } from '../../../domain/file/file.ts';
import type { Model } from '../../../domain/model/model.ts';
import type { Project } from '../../../domain/project.ts';
import type { Queue, QueueItem } from '../../../domain/queue/queue.ts';
import type { Run } from '../../../domain/run/run.ts';
import type { Workflow } from '../../../domain/run/workflow.ts';
import type { ListedTask } from '../../../domain/task/task.ts';
import type { ProjectReach } from '../../../engine/read/project-reach.ts';
import type { Connection } from '../../../store/database.ts';
import { loadAttempts } from '../../../store/read/attempt-read.store.ts';
import { DEPLOYMENT_READS } from '../../../store/read/deployment/deployment-noun.store.ts';
import { FILE_READS } from '../../../store/file/file-read.store.ts';
import { loadPhases } from '../../../store/read/step/phase-read.store.ts';
import { MODEL_READS } from '../../../store/read/experiment/model-read.store.ts';
import { PROJECT_READS } from '../../../store/read/project-read.store.ts';
import { loadQueueItems } from '../../../store/read/line/queue-item-read.store.ts';
import { QUEUE_READS } from '../../../store/read/queue-read.store.ts';
import { RUN_READS } from '../../../store/read/run-read.store.ts';
import { RUNNER_READS } from '../../../store/read/runner-read.store.ts';
import { TASK_READS } from '../../../store/read/task-read.store.ts';
import { WORKFLOW_READS } from '../../../store/read/workflow-read.store.ts';
import type { LoaderReach } from './reach.loader.ts';
import { type RecordLoader, recordLoader } from './record.loader.ts';

/** One loader for each type that has global ids. */
export interface NounLoaders {
  readonly project: RecordLoader<Project>;
  readonly workflow: RecordLoader<Workflow>;
  readonly run: RecordLoader<Run>;
  readonly task: RecordLoader<ListedTask>;
  readonly queue: RecordLoader<Queue>;
  readonly queueItem: RecordLoader<QueueItem>;
  readonly attempt: RecordLoader<Attempt>;
  readonly phase: RecordLoader<PhaseRecord>;
  readonly runner: RecordLoader<Runner>;
  readonly file: RecordLoader<StoredFile>;
  readonly model: RecordLoader<Model>;
  readonly deployment: RecordLoader<Deployment>;
}

/** The loaders by id. */
export function nounLoaders(db: Connection, reach: LoaderReach): NounLoaders {
  const byId = <Row extends { readonly id: string }>(read: (db: Connection, ids: readonly string[], reach: ProjectReach) => Promise<readonly Row[]>) =>
    recordLoader<Row>(async (ids) => read(db, ids, await reach.get()), ({ id }) => id);
  return {
    project: byId(PROJECT_READS.load),
    workflow: byId(WORKFLOW_READS.load),
    run: byId(RUN_READS.load),
    task: byId(TASK_READS.load),
    queue: byId(QUEUE_READS.load),
    queueItem: byId(loadQueueItems),
    attempt: byId(loadAttempts),
    phase: byId(loadPhases),
    runner: byId(RUNNER_READS.load),
    file: byId(FILE_READS.load),
    model: byId(MODEL_READS.load),
    deployment: byId(DEPLOYMENT_READS.load),
  };
}
