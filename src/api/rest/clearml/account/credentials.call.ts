// The caller's own access keys, as credentials of this dialect: the key's id is the access key, its secret the secret key.
import { z } from 'zod';
import { hashSecret, mintKeyText } from '../../../../auth/secret.ts';
import { createAccessKey, revokeAccessKey } from '../../../../engine/access/user/user-key.service.ts';
import { readKeys } from '../../../../engine/access/user/users.read.ts';
import { object, opt, text } from '../call-shape.ts';
import { clearmlCall } from '../clearml-call.ts';
import { ClearmlError } from '../clearml-error.ts';
import { wireTime } from '../wire-time.ts';

const LABEL = 'ClearML';

/** Makes a key with the caller's role and shows its secret once. Needs the role viewer. */
export const createCredentialsCall = clearmlCall('auth.create_credentials', {
  role: 'viewer',
  input: z.object({ label: opt(text) }),
  run: async ({ engine, command }, { label = LABEL }) => {
    const made = mintKeyText();
    const { userId, role } = command.actor;
    const { subjectId } = await createAccessKey(engine, command, { input: { userId, role, label }, secret: { id: made.id, secretHash: hashSecret(made.secret) } });
    if (subjectId !== made.id) throw new ClearmlError('VALIDATION', `Validation error: the first request with this Idempotency-Key has made the key ${subjectId} and shown its secret, which is stored nowhere: revoke it and make another if it is lost`);
    return { credentials: { access_key: made.id, secret_key: made.secret, label } };
  },
});

/** The caller's keys that can be used, without their secrets. Needs the role viewer. */
export const getCredentialsCall = clearmlCall('auth.get_credentials', {
  role: 'viewer',
  input: object,
  run: async ({ engine, caller }) => {
    const keys = (await readKeys(engine, caller.actor, null)).filter(({ revokedAt }) => revokedAt === null);
    return { credentials: keys.map(({ id, label, lastUsedAt }) => ({ access_key: id, label, last_used: lastUsedAt === null ? undefined : wireTime(lastUsedAt) })) };
  },
});

/** Ends a key; its tokens end with it. Needs the role viewer, and no less than what the key gives. */
export const revokeCredentialsCall = clearmlCall('auth.revoke_credentials', {
  role: 'viewer',
  input: z.object({ access_key: text }),
  run: async ({ engine, command }, { access_key: keyId }) => {
    const { result, message } = await revokeAccessKey(engine, command, { keyId });
    if (result === 'REFUSED') throw new ClearmlError('NO_WRITE_PERMISSION', `No write permission: access_key=${keyId.slice(0, 100)}, ${message ?? 'it was refused'}`);
    return { revoked: result === 'ACCEPTED' ? 1 : 0 };
  },
});
