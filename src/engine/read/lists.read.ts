// The lists there are: every noun that can be listed on its own.
import { FILE_READS } from '../../store/file/file-read.store.ts';
import { MODEL_READS } from '../../store/read/experiment/model-read.store.ts';
import { DEPLOYMENT_READS } from '../../store/read/deployment/deployment-noun.store.ts';
import { DECK_READS } from '../../store/read/deck-read.store.ts';
import { PROJECT_READS } from '../../store/read/project-read.store.ts';
import { QUEUE_READS } from '../../store/read/queue-read.store.ts';
import { RUN_READS } from '../../store/read/run-read.store.ts';
import { RUNNER_READS } from '../../store/read/runner-read.store.ts';
import { TASK_READS } from '../../store/read/task-read.store.ts';
import { WORKFLOW_READS } from '../../store/read/workflow-read.store.ts';
import { listRead } from './list.read.ts';

/** Tasks: filtered by `TASK_FIELDS`. */
export const listTasks = listRead(TASK_READS);
/** Runs: filtered by `RUN_FIELDS`. */
export const listRuns = listRead(RUN_READS);
/** Workflows: filtered by `WORKFLOW_FIELDS`. */
export const listWorkflows = listRead(WORKFLOW_READS);
/** Queues: filtered by `QUEUE_FIELDS`. */
export const listQueues = listRead(QUEUE_READS);
/** Runners: filtered by `RUNNER_FIELDS`. */
export const listRunners = listRead(RUNNER_READS);
/** Decks: filtered by `DECK_FIELDS`. */
export const listDecks = listRead(DECK_READS);
/** Projects: filtered by `PROJECT_FIELDS`. */
export const listProjects = listRead(PROJECT_READS);
/** Files: filtered by `FILE_FIELDS`. */
export const listFiles = listRead(FILE_READS);
/** Deployments: filtered by `DEPLOYMENT_FIELDS`. */
export const listDeployments = listRead(DEPLOYMENT_READS);
/** Models: filtered by `MODEL_FIELDS`. */
export const listModels = listRead(MODEL_READS);
