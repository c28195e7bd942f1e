// What each noun can be filtered by.
import { RUNNER_KINDS, RUNNER_STATES } from '../attempt/runner.ts';
import { QUEUE_STATES } from '../queue/queue.ts';
import { RUN_STATUSES } from '../run/run.ts';
import { HOLDS } from '../task/hold.ts';
import { SPEC_KINDS } from '../task/spec.ts';
import { TASK_STATUSES } from '../task/status.ts';
import { FILE_STORES } from '../file/file.ts';
import type { FieldCatalogue } from './filter-field.ts';

const TEXT = { type: 'text' } as const;
const ID = { type: 'id' } as const;
const TIME = { type: 'time' } as const;
const INTEGER = { type: 'integer' } as const;
const FLAG = { type: 'flag' } as const;
const TEXTS = { type: 'texts' } as const;

/** Tasks. */
export const TASK_FIELDS = {
  projectId: ID, runId: ID, queueId: ID, createdBy: ID, clonedFrom: ID,
  name: TEXT, node: TEXT, tags: TEXTS, spec: { type: 'json' },
  status: { type: 'word', words: TASK_STATUSES }, specKind: { type: 'word', words: SPEC_KINDS }, hold: { type: 'word', words: HOLDS },
  priority: INTEGER, generation: INTEGER,
  createdAt: TIME, startedAt: TIME, endedAt: TIME, statusChangedAt: TIME,
} as const satisfies FieldCatalogue;

/** Runs. */
export const RUN_FIELDS = {
  projectId: ID, workflowId: ID, deploymentId: ID, queueId: ID, createdBy: ID, clonedFrom: ID,
  name: TEXT, status: { type: 'word', words: RUN_STATUSES }, paused: FLAG, priority: INTEGER,
  createdAt: TIME, startedAt: TIME, endedAt: TIME,
} as const satisfies FieldCatalogue;

/** Workflows. */
export const WORKFLOW_FIELDS = { projectId: ID, createdBy: ID, name: TEXT, description: TEXT, createdAt: TIME } as const satisfies FieldCatalogue;

/** Queues. */
export const QUEUE_FIELDS = {
  name: TEXT, displayName: TEXT, state: { type: 'word', words: QUEUE_STATES }, accepts: TEXTS, maxRunning: INTEGER, createdAt: TIME,
} as const satisfies FieldCatalogue;

/** Runners. */
export const RUNNER_FIELDS = {
  name: TEXT, host: TEXT, agent: TEXT, state: { type: 'word', words: RUNNER_STATES }, kind: { type: 'word', words: RUNNER_KINDS },
  slots: INTEGER, queues: TEXTS, kinds: TEXTS, createdAt: TIME, seenAt: TIME,
} as const satisfies FieldCatalogue;

/** Decks. */
export const DECK_FIELDS = { name: TEXT, runnerId: ID, createdAt: TIME, updatedAt: TIME } as const satisfies FieldCatalogue;

/** Files. */
export const FILE_FIELDS = {
  projectId: ID, createdBy: ID, name: TEXT, sha256: TEXT, contentType: TEXT, store: { type: 'word', words: FILE_STORES },
  createdAt: TIME, expiresAt: TIME,
} as const satisfies FieldCatalogue;

/** Models. */
export const MODEL_FIELDS = {
  projectId: ID, taskId: ID, parentId: ID, createdBy: ID, name: TEXT, uri: TEXT, framework: TEXT, tags: TEXTS, ready: FLAG,
  createdAt: TIME, updatedAt: TIME,
} as const satisfies FieldCatalogue;

/** Deployments. */
export const DEPLOYMENT_FIELDS = {
  projectId: ID, workflowId: ID, queueId: ID, createdBy: ID, name: TEXT, description: TEXT, isDefault: FLAG, createdAt: TIME, updatedAt: TIME,
} as const satisfies FieldCatalogue;

/** Projects. */
export const PROJECT_FIELDS = { path: TEXT, description: TEXT, createdAt: TIME } as const satisfies FieldCatalogue;
