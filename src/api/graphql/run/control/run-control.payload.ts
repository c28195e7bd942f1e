// What mutations that control runs answer.
import { type PayloadSubject, payloadType } from '../../mutation/payload.type.ts';
import { RunType } from '../run.type.ts';

const RUN: PayloadSubject = { field: 'run', type: () => RunType };

/** Answer of pauseRun. */
export const PauseRunPayload = payloadType('PauseRun', RUN);
/** Answer of resumeRun. */
export const ResumeRunPayload = payloadType('ResumeRun', RUN);
/** Answer of retryRun. */
export const RetryRunPayload = payloadType('RetryRun', RUN);
/** Answer of finishRun. */
export const FinishRunPayload = payloadType('FinishRun', RUN);
