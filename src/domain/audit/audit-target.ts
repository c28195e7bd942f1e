// What commands act on, for the audit: the kind of each command's thing, and which thing a denied one had named.

/** Kinds of things that commands act on. */
export const AUDIT_TARGET_KINDS = ['PROJECT', 'WORKFLOW', 'RUN', 'TASK', 'QUEUE', 'QUEUE_ITEM', 'DECK', 'FILE', 'MODEL', 'DEPLOYMENT', 'WEBHOOK', 'DRAFT', 'USER', 'ACCESS_KEY', 'SESSION', 'LOCK'] as const;
/** A kind of thing. */
export type AuditTargetKind = (typeof AUDIT_TARGET_KINDS)[number];

/** What the outcome of each command names. A test holds this against every command of the engine. */
const TARGETS: Readonly<Record<AuditTargetKind, readonly string[]>> = {
  PROJECT: ['createProject', 'editProject', 'deleteProject', 'deleteObjects'],
  WORKFLOW: ['saveWorkflow'],
  RUN: ['createRun', 'cloneRun', 'enqueueRun', 'pauseRun', 'resumeRun', 'abortRun', 'finishRun', 'retryRun', 'runNow', 'runDeployment'],
  TASK: [
    'createTask', 'cloneTask', 'enqueueTask', 'switchQueue', 'removeFromQueue', 'dequeueTask', 'stopTask', 'abortTask', 'killTask', 'forceTask', 'retryTask', 'resetTask', 'pauseTask', 'resumeTask',
    'answerInput', 'publishTask', 'closeTask', 'startExternal', 'reportOutcome', 'dequeueExternal', 'stopExternal', 'enqueueExternal', 'deleteTask',
    'editTask', 'editTasks', 'editParameters', 'editConfiguration', 'putArtifacts', 'deleteArtifacts', 'putTaskModel', 'deleteTaskModels', 'setPublic', 'moveTasks', 'tagTasks', 'archiveTask',
  ],
  QUEUE: ['createQueue', 'updateQueue', 'pauseQueue', 'resumeQueue', 'drainQueue', 'moveQueueItems', 'clearQueue', 'deleteQueue'],
  QUEUE_ITEM: ['addQueueBarrier', 'removeQueueBarrier', 'renameQueueItem'],
  DECK: [],
  FILE: ['storeFile', 'deleteFile', 'keepFile'],
  MODEL: ['createModel', 'editModel', 'setModelReady', 'deleteModel', 'setModelsPublic'],
  DEPLOYMENT: ['deployWorkflow', 'updateDeployment', 'deleteDeployment'],
  WEBHOOK: ['createWebhook', 'updateWebhook', 'deleteWebhook', 'testWebhook'],
  DRAFT: ['saveDraft'],
  USER: ['createUser', 'updateUser', 'setPassword', 'changePassword', 'putGrant', 'removeGrant'],
  ACCESS_KEY: ['createAccessKey', 'revokeAccessKey'],
  SESSION: ['revokeSession'],
  LOCK: ['acquireLock', 'releaseLock'],
};

const KIND_OF: ReadonlyMap<string, AuditTargetKind> = new Map(AUDIT_TARGET_KINDS.flatMap((kind) => TARGETS[kind].map((action) => [action, kind] as const)));

/** The kind of what a command's outcome names; null for a command that is not listed. */
export function targetKindOf(action: string): AuditTargetKind | null {
  return KIND_OF.get(action) ?? null;
}

/** Fields of inputs that name one thing, from the nearest to the farthest. */
const NAMED_BY: readonly (readonly [string, AuditTargetKind])[] = [
  ['taskId', 'TASK'], ['runId', 'RUN'], ['itemId', 'QUEUE_ITEM'], ['queueId', 'QUEUE'], ['workflowId', 'WORKFLOW'], ['fileId', 'FILE'], ['modelId', 'MODEL'], ['deploymentId', 'DEPLOYMENT'], ['webhookId', 'WEBHOOK'], ['userId', 'USER'],
  ['keyId', 'ACCESS_KEY'], ['sessionId', 'SESSION'], ['lockId', 'LOCK'], ['deck', 'DECK'], ['projectId', 'PROJECT'],
];

/** Longest name of a thing that is kept. */
export const MAX_TARGET_ID = 200;

/** The thing that an input names, for attempts that came to no outcome; texts that are too long, or that PostgreSQL could not store, name nothing. */
export function namedTarget(input: unknown): { readonly kind: AuditTargetKind; readonly id: string } | null {
  if (typeof input !== 'object' || input === null) return null;
  for (const [field, kind] of NAMED_BY) {
    const id: unknown = Object.hasOwn(input, field) ? (input as Record<string, unknown>)[field] : undefined;
    if (typeof id === 'string' && id.length > 0 && id.length <= MAX_TARGET_ID && !id.includes('\0') && id.isWellFormed()) return { kind, id };
  }
  return null;
}
