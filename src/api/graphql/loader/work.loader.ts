// Loaders of what belongs to runs, workflows, deployments, queues and runners.
import DataLoader from 'dataloader';
import type { Attempt } from '../../../domain/attempt/attempt.ts';
import type { QueueItem } from '../../../domain/queue/queue.ts';
import type { Run } from '../../../domain/run/run.ts';
import type { WorkflowVersion } from '../../../domain/run/workflow.ts';
import type { ListedTask } from '../../../domain/task/task.ts';
import type { Connection } from '../../../store/database.ts';
import { LIVE_ATTEMPTS_OF_RUNNERS, type RunningCount, loadRunningCounts } from '../../../store/read/attempt-read.store.ts';
import { RUNS_OF_DEPLOYMENTS } from '../../../store/read/deployment/deployment-noun.store.ts';
import { type RunGraphResult, loadGraphResults } from '../../../store/read/deployment/graph-result-read.store.ts';
import { asStored } from '../../../store/read/noun-reads.ts';
import { ITEMS_OF_QUEUES, loadPositions } from '../../../store/read/line/queue-item-read.store.ts';
import { loadTasksOfWorkers } from '../../../store/read/line/worker-task.store.ts';
import { type StatusCount, TASKS_OF_RUNS, loadStatusCounts } from '../../../store/read/run-progress.store.ts';
import { VERSIONS_OF_WORKFLOWS, type VersionRef, loadVersions } from '../../../store/read/version-read.store.ts';
import { type ListedTaskRow, taskOf } from '../../../store/write/task-write.store.ts';
import { type PageLoader, pageLoader } from './page.loader.ts';
import type { LoaderReach } from './reach.loader.ts';
import { MAX_BATCH, type RecordLoader, recordLoader } from './record.loader.ts';

/** Keyed by the id of the run, workflow, deployment, queue, item or runner. */
export interface WorkLoaders {
  readonly tasksOfRun: PageLoader<ListedTask>;
  /** Null for a run that has no graph, or whose graph has given nothing yet. */
  readonly resultOfRun: RecordLoader<RunGraphResult>;
  readonly runsOfDeployment: PageLoader<Run>;
  readonly statusCountsOfRun: DataLoader<string, readonly StatusCount[]>;
  readonly versionsOfWorkflow: PageLoader<WorkflowVersion>;
  readonly version: DataLoader<VersionRef, WorkflowVersion | null, string>;
  readonly itemsOfQueue: PageLoader<QueueItem>;
  readonly runningOfQueue: RecordLoader<RunningCount>;
  readonly positionOfItem: RecordLoader<{ readonly id: string; readonly position: number }>;
  readonly liveAttemptsOfRunner: PageLoader<Attempt>;
  readonly taskOfWorker: RecordLoader<{ readonly runnerId: string; readonly taskId: string }>;
}

/** The loaders of what belongs to other nouns than tasks. */
export function workLoaders(db: Connection, reach: LoaderReach): WorkLoaders {
  return {
    tasksOfRun: pageLoader<ListedTaskRow, ListedTask>(db, reach, { listing: TASKS_OF_RUNS, record: (row) => taskOf(row) }),
    resultOfRun: recordLoader((ids) => loadGraphResults(db, ids), ({ runId }) => runId),
    runsOfDeployment: pageLoader<Run, Run>(db, reach, { listing: RUNS_OF_DEPLOYMENTS, record: asStored }),
    statusCountsOfRun: new DataLoader(async (ids) => {
      const found = Map.groupBy(await loadStatusCounts(db, ids), ({ runId }) => runId);
      return ids.map((id) => found.get(id) ?? []);
    }, { maxBatchSize: MAX_BATCH }),
    versionsOfWorkflow: pageLoader<WorkflowVersion, WorkflowVersion>(db, reach, { listing: VERSIONS_OF_WORKFLOWS, record: asStored }),
    version: new DataLoader(async (refs) => {
      const found = new Map((await loadVersions(db, refs, await reach.get())).map((version) => [refText(version), version]));
      return refs.map((ref) => found.get(refText(ref)) ?? null);
    }, { maxBatchSize: MAX_BATCH, cacheKeyFn: refText }),
    itemsOfQueue: pageLoader<QueueItem, QueueItem>(db, reach, { listing: ITEMS_OF_QUEUES, record: asStored }),
    runningOfQueue: recordLoader((ids) => loadRunningCounts(db, ids), ({ queueId }) => queueId),
    positionOfItem: recordLoader((ids) => loadPositions(db, ids), ({ id }) => id),
    taskOfWorker: recordLoader((ids) => loadTasksOfWorkers(db, ids), ({ runnerId }) => runnerId),
    liveAttemptsOfRunner: pageLoader<Attempt, Attempt>(db, reach, { listing: LIVE_ATTEMPTS_OF_RUNNERS, record: asStored }),
  };
}

function refText({ workflowId, n }: VersionRef): string {
  return `${workflowId} ${n}`;
}
