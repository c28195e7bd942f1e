// What mutations of users, grants, keys and sessions answer.
import { type PayloadSubject, payloadType } from '../../mutation/payload.type.ts';
import { AccessKeyType } from './access-key.type.ts';
import { SessionType } from './session.type.ts';
import { UserType } from './user.type.ts';

const USER: PayloadSubject = { field: 'user', type: () => UserType };
const KEY: PayloadSubject = { field: 'accessKey', type: () => AccessKeyType };

/** Answer of createUser. */
export const CreateUserPayload = payloadType('CreateUser', USER);
/** Answer of updateUser. */
export const UpdateUserPayload = payloadType('UpdateUser', USER);
/** Answer of setPassword. */
export const SetPasswordPayload = payloadType('SetPassword', USER);
/** Answer of changePassword. */
export const ChangePasswordPayload = payloadType('ChangePassword', USER);
/** Answer of putGrant. */
export const PutGrantPayload = payloadType('PutGrant', USER);
/** Answer of removeGrant. */
export const RemoveGrantPayload = payloadType('RemoveGrant', USER);
/** Answer of createAccessKey. */
export const CreateAccessKeyPayload = payloadType('CreateAccessKey', KEY, { field: 'key', type: () => String, description: 'The text of the key, id and secret with a dot between: shown in this answer and never again. Null in the answer to a repeat of the request: the secret is stored nowhere; revoke the key and make another if it is lost.' });
/** Answer of revokeAccessKey. */
export const RevokeAccessKeyPayload = payloadType('RevokeAccessKey', KEY);
/** Answer of revokeSession. */
export const RevokeSessionPayload = payloadType('RevokeSession', { field: 'session', type: () => SessionType, description: 'The session as it is now, when it is one of the newest of its user; else null.' });
