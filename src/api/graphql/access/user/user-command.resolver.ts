// Mutations of users and grants, for admins.
import { Arg, Ctx, Mutation, Resolver } from 'type-graphql';
import { newPasswordHash } from '../../../../auth/password/own-password.ts';
import { requireEverywhere } from '../../../../domain/access.ts';
import type { CommandOutcome } from '../../../../domain/outcome.ts';
import type { CommandContext } from '../../../../engine/engine.ts';
import { createUser, updateUser } from '../../../../engine/access/user/manage-user.service.ts';
import { putGrant, removeGrant } from '../../../../engine/access/user/user-grant.service.ts';
import { setPassword } from '../../../../engine/access/user/user-password.service.ts';
import { readUser } from '../../../../engine/access/user/users.read.ts';
import type { ApiContext } from '../../context.ts';
import { carryOut } from '../../mutation/carry-out.ts';
import type { CommandInput } from '../../mutation/command.input.ts';
import type { PayloadRecord } from '../../mutation/payload.type.ts';
import { CreateUserInput } from './create-user.input.ts';
import { PutGrantInput } from './put-grant.input.ts';
import { RemoveGrantInput } from './remove-grant.input.ts';
import { SetPasswordInput } from './set-password.input.ts';
import { UpdateUserInput } from './update-user.input.ts';
import { CreateUserPayload, PutGrantPayload, RemoveGrantPayload, SetPasswordPayload, UpdateUserPayload } from './user.payload.ts';

/** `createUser`, `updateUser`, `setPassword`, `putGrant`, `removeGrant`. */
@Resolver()
export class UserCommandResolver {
  @Mutation(() => CreateUserPayload, { description: 'Makes a user. Needs the role admin in every project.' })
  createUser(@Arg('input', () => CreateUserInput, { description: 'The new user.' }) input: CreateUserInput, @Ctx() ctx: ApiContext): Promise<PayloadRecord> {
    const { name, role, everywhere, password } = input;
    return managed(ctx, input, async (context) => createUser(ctx.engine, context, { input: { name, role, everywhere: everywhere ?? true }, passwordHash: await hashOrNull(password) }));
  }

  @Mutation(() => UpdateUserPayload, { description: 'Changes the role of a user, whether it holds everywhere, or disables it; servers know it within seconds. Refused with LAST_ADMIN when nobody would be left who can manage users. Needs the role admin in every project.' })
  updateUser(@Arg('input', () => UpdateUserInput, { description: 'What to change.' }) input: UpdateUserInput, @Ctx() ctx: ApiContext): Promise<PayloadRecord> {
    const { userId, role, everywhere, disabled } = input;
    return managed(ctx, input, (context) => updateUser(ctx.engine, context, { userId, role: role ?? undefined, everywhere: everywhere ?? undefined, disabled: disabled ?? undefined }));
  }

  @Mutation(() => SetPasswordPayload, { description: 'Sets or takes away the password of a user and ends its sessions. Refused with LAST_ADMIN when nobody would be left who can manage users. A repeat of the request changes nothing, whatever password it brings. Needs the role admin in every project.' })
  setPassword(@Arg('input', () => SetPasswordInput, { description: 'Whose password, and which.' }) input: SetPasswordInput, @Ctx() ctx: ApiContext): Promise<PayloadRecord> {
    return managed(ctx, input, async (context) => setPassword(ctx.engine, context, { input: { userId: input.userId }, passwordHash: await hashOrNull(input.password) }));
  }

  @Mutation(() => PutGrantPayload, { description: 'Gives a user a role in a project and every project below it; from then on only grants count for the user. Refused with LAST_ADMIN when nobody would be left who can manage users. Needs the role admin in every project.' })
  putGrant(@Arg('input', () => PutGrantInput, { description: 'The grant.' }) input: PutGrantInput, @Ctx() ctx: ApiContext): Promise<PayloadRecord> {
    const { userId, path, role } = input;
    return managed(ctx, input, (context) => putGrant(ctx.engine, context, { userId, path, role }));
  }

  @Mutation(() => RemoveGrantPayload, { description: 'Takes a grant away; with the last one the user may do nothing any more. Needs the role admin in every project.' })
  removeGrant(@Arg('input', () => RemoveGrantInput, { description: 'The grant.' }) input: RemoveGrantInput, @Ctx() ctx: ApiContext): Promise<PayloadRecord> {
    return managed(ctx, input, (context) => removeGrant(ctx.engine, context, { userId: input.userId, path: input.path }));
  }
}

/** Asks for the role before any password is hashed, which costs a tenth of a second. */
function managed(ctx: ApiContext, input: CommandInput, command: (context: CommandContext) => Promise<CommandOutcome>): Promise<PayloadRecord> {
  requireEverywhere(ctx.actor, 'admin');
  return carryOut(ctx, { subject: null, input, role: 'admin', command, extra: async ({ subjectId }) => ({ user: await readUser(ctx.engine, ctx.actor, subjectId) }) });
}

async function hashOrNull(password: string | null | undefined): Promise<string | null> {
  return password == null ? null : newPasswordHash(password, 'password');
}
