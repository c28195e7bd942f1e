// The calls of debug, auth, users and server.
import type { ClearmlCall } from '../clearml-call.ts';
import { pingCall } from './ping.call.ts';

/** Every one of them. */
export const accountCalls: readonly ClearmlCall[] = [pingCall];
