// Users as admins make and change them, and whose token is whose.
import { z } from 'zod';
import { createUser, updateUser } from '../../../../engine/access/user/manage-user.service.ts';
import { id, opt, text } from '../call-shape.ts';
import { clearmlCall } from '../clearml-call.ts';
import { ClearmlError } from '../clearml-error.ts';
import { COMPANY, requireUuid, wireId } from '../wire-id.ts';
import { ROLE_NAMES, roleOfWire } from './wire-role.ts';

const role = z.enum(ROLE_NAMES);

/** Makes a user, who needs an access key of an admin's making to come in; names and addresses beside the name are not kept. Needs the role admin in every project. */
export const createUserCall = clearmlCall('auth.create_user', {
  role: 'admin',
  input: z.object({ name: text, role: opt(role) }),
  run: async ({ engine, command }, { name, role: given = 'user' }) => {
    const { subjectId } = await createUser(engine, command, { input: { name: name.trim(), role: roleOfWire(given), everywhere: true }, passwordHash: null });
    return { id: wireId(subjectId) };
  },
});

/** Gives a user another role. Needs the role admin in every project. */
export const editUserCall = clearmlCall('auth.edit_user', {
  role: 'admin',
  input: z.object({ user: id, role: opt(role) }),
  run: async ({ engine, command }, { user, role: given }) => {
    const userId = requireUuid(user, 'INVALID_USER_ID');
    if (given === undefined) return { updated: 0, fields: {} };
    const { result, message } = await updateUser(engine, command, { userId, role: roleOfWire(given) });
    if (result === 'REFUSED') throw new ClearmlError('NO_WRITE_PERMISSION', `No write permission: user=${user}, ${message ?? 'it was refused'}`);
    return { updated: result === 'ACCEPTED' ? 1 : 0, fields: { role: given } };
  },
});

/** Whose token it is, for a server of files that stands elsewhere. Needs the role admin. */
export const validateTokenCall = clearmlCall('auth.validate_token', {
  role: 'admin',
  input: z.object({ token: text }),
  run: async ({ tokens }, { token }) => {
    const user = await tokens.userOf(token);
    return user === null ? { valid: false, msg: 'the token is none of this server, is over, or was revoked' } : { valid: true, user: wireId(user), company: COMPANY.id };
  },
});
