// What mutations of runs answer.
import { type PayloadSubject, payloadType } from '../mutation/payload.type.ts';
import { RunType } from './run.type.ts';

const RUN: PayloadSubject = { field: 'run', type: () => RunType };

/** Answer of createRun. */
export const CreateRunPayload = payloadType('CreateRun', RUN);
/** Answer of abortRun. */
export const AbortRunPayload = payloadType('AbortRun', RUN);
/** Answer of enqueueRun. */
export const EnqueueRunPayload = payloadType('EnqueueRun', RUN);
/** Answer of cloneRun. */
export const CloneRunPayload = payloadType('CloneRun', RUN);
