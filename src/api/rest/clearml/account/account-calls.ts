// The calls of debug, auth, login, users and server.
import type { ClearmlCall } from '../clearml-call.ts';
import { loginCall, logoutCall } from './login.call.ts';
import { pingCall } from './ping.call.ts';
import { fixedUsersModeCall, serverInfoCalls, supportedModesCall } from './server-info.call.ts';

/** Every one of them. */
export const accountCalls: readonly ClearmlCall[] = [pingCall, loginCall, logoutCall, fixedUsersModeCall, supportedModesCall, ...serverInfoCalls];
