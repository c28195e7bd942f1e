// What mutations of tasks answer.
import { type PayloadSubject, payloadType } from '../../mutation/payload.type.ts';
import { RetryPlanType } from './retry-plan.type.ts';
import { TaskType } from '../task.type.ts';

const TASK: PayloadSubject = { field: 'task', type: () => TaskType };

/** Answer of createTask. */
export const CreateTaskPayload = payloadType('CreateTask', TASK);
/** Answer of editTask. */
export const EditTaskPayload = payloadType('EditTask', TASK);
/** Answer of enqueueTask. */
export const EnqueueTaskPayload = payloadType('EnqueueTask', TASK);
/** Answer of dequeueTask. */
export const DequeueTaskPayload = payloadType('DequeueTask', TASK);
/** Answer of abortTask. */
export const AbortTaskPayload = payloadType('AbortTask', TASK);
/** Answer of killTask. */
export const KillTaskPayload = payloadType('KillTask', TASK);
/** Answer of retryTask. */
export const RetryTaskPayload = payloadType('RetryTask', TASK, { field: 'plan', type: () => RetryPlanType, description: 'With dryRun: what would happen; null otherwise.' });
/** Answer of cloneTask. */
export const CloneTaskPayload = payloadType('CloneTask', TASK);
