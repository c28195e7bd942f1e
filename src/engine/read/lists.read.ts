// The lists there are: every noun that can be listed on its own.
import { FILE_READS } from '../../store/file/file-read.store.ts';
import { DECK_READS } from '../../store/read/deck-read.store.ts';
import { PROJECT_READS } from '../../store/read/project-read.store.ts';
import { QUEUE_READS } from '../../store/read/queue-read.store.ts';
import { RUN_READS } from '../../store/read/run-read.store.ts';
import { RUNNER_READS } from '../../store/read/runner-read.store.ts';
import { TASK_READS } from '../../store/read/task-read.store.ts';
import { WORKFLOW_READS } from '../../store/read/workflow-read.store.ts';
import { listRead } from './list.read.ts';

/** Tasks, filtered by project, run, queue, status, kind, name and tags. */
export const listTasks = listRead(TASK_READS);
/** Runs, filtered by project, workflow, status and name. */
export const listRuns = listRead(RUN_READS);
/** Workflows, filtered by project and name. */
export const listWorkflows = listRead(WORKFLOW_READS);
/** Queues, filtered by state and name. */
export const listQueues = listRead(QUEUE_READS);
/** Runners, filtered by state, kind and name. */
export const listRunners = listRead(RUNNER_READS);
/** Decks, filtered by runner and name. */
export const listDecks = listRead(DECK_READS);
/** Projects, filtered by path. */
export const listProjects = listRead(PROJECT_READS);
/** Files, filtered by project, store, hash and name. */
export const listFiles = listRead(FILE_READS);

export type { DeckFilter } from '../../store/read/deck-read.store.ts';
export type { FileFilter } from '../../store/file/file-read.store.ts';
export type { ProjectFilter } from '../../store/read/project-read.store.ts';
export type { QueueFilter } from '../../store/read/queue-read.store.ts';
export type { RunFilter } from '../../store/read/run-read.store.ts';
export type { RunnerFilter } from '../../store/read/runner-read.store.ts';
export type { TaskFilter } from '../../store/read/task-read.store.ts';
export type { WorkflowFilter } from '../../store/read/workflow-read.store.ts';
