// Mutations by which everybody looks after the own way in: password, keys, sessions. Admins do so for others, too.
import { Arg, Ctx, Mutation, Resolver } from 'type-graphql';
import { epochOfPassword, newPasswordHash } from '../../../../auth/password/own-password.ts';
import { formatKey, hashSecret, mintKeyText } from '../../../../auth/secret.ts';
import { createAccessKey, revokeAccessKey, revokeSession } from '../../../../engine/access/user/user-key.service.ts';
import { changePassword } from '../../../../engine/access/user/user-password.service.ts';
import { readKey, readSession, readUser } from '../../../../engine/access/user/users.read.ts';
import type { ApiContext } from '../../context.ts';
import { carryOut } from '../../mutation/carry-out.ts';
import type { PayloadRecord } from '../../mutation/payload.type.ts';
import { ChangePasswordInput } from './change-password.input.ts';
import { CreateAccessKeyInput } from './create-access-key.input.ts';
import { RevokeAccessKeyInput } from './revoke-access-key.input.ts';
import { RevokeSessionInput } from './revoke-session.input.ts';
import { ChangePasswordPayload, CreateAccessKeyPayload, RevokeAccessKeyPayload, RevokeSessionPayload } from './user.payload.ts';

/** `changePassword`, `createAccessKey`, `revokeAccessKey`, `revokeSession`. */
@Resolver()
export class OwnAccessResolver {
  @Mutation(() => ChangePasswordPayload, { description: "Changes the caller's own password and ends the caller's sessions. Wrong old passwords are counted, and too many of them are refused with LIMIT_EXCEEDED. Needs the role viewer." })
  changePassword(@Arg('input', () => ChangePasswordInput, { description: 'Both passwords.' }) input: ChangePasswordInput, @Ctx() ctx: ApiContext): Promise<PayloadRecord> {
    const { name, userId } = ctx.actor;
    return carryOut(ctx, {
      subject: null, input, role: 'viewer',
      command: async (context) => {
        const epoch = await epochOfPassword(ctx.engine.db, { name, password: input.oldPassword, address: ctx.origin?.address ?? null });
        return changePassword(ctx.engine, context, epoch === null ? null : { passwordHash: await newPasswordHash(input.newPassword, 'newPassword'), epoch });
      },
      extra: async () => ({ user: await readUser(ctx.engine, ctx.actor, userId) }),
    });
  }

  @Mutation(() => CreateAccessKeyPayload, { description: 'Makes an access key and shows its text once. Needs the role viewer for a key of one\'s own with at most one\'s own role; for others, the role admin in every project.' })
  createAccessKey(@Arg('input', () => CreateAccessKeyInput, { description: 'The key.' }) input: CreateAccessKeyInput, @Ctx() ctx: ApiContext): Promise<PayloadRecord> {
    const made = mintKeyText();
    const secret = { id: made.id, secretHash: hashSecret(made.secret) };
    return carryOut(ctx, {
      subject: null, input, role: 'viewer',
      command: (context) => createAccessKey(ctx.engine, context, { input: { userId: input.userId ?? ctx.actor.userId, role: input.role, label: input.label }, secret }),
      extra: async ({ subjectId }) => ({
        accessKey: await readKey(ctx.engine, ctx.actor, subjectId), key: subjectId === made.id ? formatKey(made) : null,
        ...(subjectId === made.id ? {} : { message: 'the key was made by the first of these requests, whose answer showed its text; it is stored nowhere: revoke the key and make another if it is lost' }),
      }),
    });
  }

  @Mutation(() => RevokeAccessKeyPayload, { description: 'Ends an access key; servers stop taking it within seconds. Refused with LAST_ADMIN when nobody would be left who can manage users. Needs the role viewer for one\'s own, and no less than what the key gives; for those of others, the role admin in every project.' })
  revokeAccessKey(@Arg('input', () => RevokeAccessKeyInput, { description: 'Which key.' }) input: RevokeAccessKeyInput, @Ctx() ctx: ApiContext): Promise<PayloadRecord> {
    const { keyId, reason } = input;
    return carryOut(ctx, {
      subject: null, input, role: 'viewer',
      command: (context) => revokeAccessKey(ctx.engine, context, { keyId, reason: reason ?? undefined }),
      extra: async () => ({ accessKey: await readKey(ctx.engine, ctx.actor, keyId) }),
    });
  }

  @Mutation(() => RevokeSessionPayload, { description: 'Ends a session; servers stop taking it within seconds. Needs the role viewer for one\'s own, and no less than what the session gives; for those of others, the role admin in every project.' })
  revokeSession(@Arg('input', () => RevokeSessionInput, { description: 'Which session.' }) input: RevokeSessionInput, @Ctx() ctx: ApiContext): Promise<PayloadRecord> {
    const { sessionId, reason } = input;
    return carryOut(ctx, {
      subject: null, input, role: 'viewer',
      command: (context) => revokeSession(ctx.engine, context, { sessionId, reason: reason ?? undefined }),
      extra: async () => ({ session: await readSession(ctx.engine, ctx.actor, sessionId) }),
    });
  }
}
