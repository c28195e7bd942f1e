// The call that says that the server answers.
import { object } from '../call-shape.ts';
import { clearmlCall } from '../clearml-call.ts';

/** For health checks: anybody may ask, and hears what he has said. */
export const pingCall = clearmlCall('debug.ping', { role: 'OPEN', input: object, run: (_context, input) => Promise.resolve({ ...input, msg: 'ClearML server' }) });
