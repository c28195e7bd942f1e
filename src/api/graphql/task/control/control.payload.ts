// What mutations that control tasks answer.
import { type PayloadSubject, payloadType } from '../../mutation/payload.type.ts';
import { TaskType } from '../task.type.ts';

const TASK: PayloadSubject = { field: 'task', type: () => TaskType };

/** Answer of pauseTask. */
export const PauseTaskPayload = payloadType('PauseTask', TASK);
/** Answer of resumeTask. */
export const ResumeTaskPayload = payloadType('ResumeTask', TASK);
/** Answer of answerInput. */
export const AnswerInputPayload = payloadType('AnswerInput', TASK);
/** Answer of stopTask. */
export const StopTaskPayload = payloadType('StopTask', TASK);
/** Answer of forceTask. */
export const ForceTaskPayload = payloadType('ForceTask', TASK);
/** Answer of resetTask. */
export const ResetTaskPayload = payloadType('ResetTask', TASK);
/** Answer of publishTask. */
export const PublishTaskPayload = payloadType('PublishTask', TASK);
/** Answer of deleteTask. */
export const DeleteTaskPayload = payloadType('DeleteTask', { ...TASK, description: 'The task that was to be deleted, as long as it is there; null once it is gone.' });
/** Answer of closeTask. */
export const CloseTaskPayload = payloadType('CloseTask', TASK);
