// The calls of debug, auth, login, users and server.
import type { ClearmlCall } from '../clearml-call.ts';
import { createCredentialsCall, getCredentialsCall, revokeCredentialsCall } from './credentials.call.ts';
import { loginCall, logoutCall } from './login.call.ts';
import { createUserCall, editUserCall, validateTokenCall } from './manage-users.call.ts';
import { pingCall } from './ping.call.ts';
import { fixedUsersModeCall, serverInfoCalls, supportedModesCall } from './server-info.call.ts';
import { allUsersCall, allUsersExCall, currentUserCall } from './users.call.ts';

/** Every one of them. */
export const accountCalls: readonly ClearmlCall[] = [
  pingCall, loginCall, logoutCall, validateTokenCall, createCredentialsCall, getCredentialsCall, revokeCredentialsCall, createUserCall, editUserCall,
  fixedUsersModeCall, supportedModesCall, currentUserCall, allUsersCall, allUsersExCall, ...serverInfoCalls,
];
