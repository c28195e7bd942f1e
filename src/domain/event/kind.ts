// The closed list of event kinds: one kind for each lifecycle change that the log records.

/** Kinds whose subject is a task; one event covers the task with its attempt, queue item and phase. */
export const TASK_EVENT_KINDS = [
  'task.created',
  'task.enqueued',
  'task.dequeued',
  'task.moved',
  'task.renamed',
  'task.edited',
  'task.handed_out',
  'task.started',
  'task.ordered',
  'task.held',
  'task.resumed',
  'task.phase',
  'task.step',
  'task.requeued',
  'task.ended',
  'task.attempt_ended',
  'task.reset',
  'task.published',
  'task.closed',
  'task.deleted',
] as const;

/** Kinds whose subject is a run. */
export const RUN_EVENT_KINDS = ['run.created', 'run.status', 'run.enqueued', 'run.paused', 'run.resumed', 'run.deactivated'] as const;

/** Kinds whose subject is a queue. */
export const QUEUE_EVENT_KINDS = ['queue.created', 'queue.state', 'queue.updated', 'queue.deleted', 'queue.barrier_added', 'queue.barrier_moved', 'queue.barrier_renamed', 'queue.barrier_removed'] as const;

/** Kinds whose subject is a runner. */
export const RUNNER_EVENT_KINDS = ['runner.up', 'runner.draining', 'runner.gone'] as const;

/** Kinds whose subject is a deck. */
export const DECK_EVENT_KINDS = ['deck.registered'] as const;

/** Kinds whose subject is a workflow. */
export const WORKFLOW_EVENT_KINDS = ['workflow.created', 'workflow.version'] as const;

/** Kinds whose subject is a project. */
export const PROJECT_EVENT_KINDS = ['project.created', 'project.edited', 'project.deleted'] as const;

/** Kinds whose subject is a file. */
export const FILE_EVENT_KINDS = ['file.stored', 'file.deleted'] as const;

/** Kinds whose subject is a model. */
export const MODEL_EVENT_KINDS = ['model.created', 'model.edited', 'model.deleted'] as const;

/** Kinds whose subject is a deployment. */
export const DEPLOYMENT_EVENT_KINDS = ['deployment.created', 'deployment.updated', 'deployment.deleted'] as const;

/** Kinds whose subject is a webhook. */
export const WEBHOOK_EVENT_KINDS = ['webhook.created', 'webhook.updated', 'webhook.deleted', 'webhook.disabled'] as const;

/** Every kind, in the order of the lists above. */
export const EVENT_KINDS = [
  ...TASK_EVENT_KINDS,
  ...RUN_EVENT_KINDS,
  ...QUEUE_EVENT_KINDS,
  ...RUNNER_EVENT_KINDS,
  ...DECK_EVENT_KINDS,
  ...WORKFLOW_EVENT_KINDS,
  ...PROJECT_EVENT_KINDS,
  ...FILE_EVENT_KINDS,
  ...MODEL_EVENT_KINDS,
  ...DEPLOYMENT_EVENT_KINDS,
  ...WEBHOOK_EVENT_KINDS,
] as const;

/** What happened. */
export type EventKind = (typeof EVENT_KINDS)[number];
/** What happened to a task. */
export type TaskEventKind = (typeof TASK_EVENT_KINDS)[number];
