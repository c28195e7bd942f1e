// Carrying a command out for a mutation: the engine's answer, errors of the caller as data, the object afterwards.
import { requireRole } from '../../../domain/access.ts';
import { DomainError } from '../../../domain/errors.ts';
import { encodeCursor } from '../../../domain/event/cursor.ts';
import type { CommandOutcome } from '../../../domain/outcome.ts';
import type { CommandContext } from '../../../engine/engine.ts';
import type { ApiContext } from '../context.ts';
import type { CommandInput } from './command.input.ts';
import type { PayloadRecord } from './payload.type.ts';
import type { UserErrorRecord } from './user-error.type.ts';

/** Nouns that mutations act on: the name is that of their loader and of the payload's field. */
export type Subject = 'project' | 'workflow' | 'run' | 'task' | 'queue';

/** A mutation: what it acts on, its input, and how the engine carries it out. */
export interface Carrying {
  readonly subject: Subject;
  readonly input: CommandInput;
  readonly command: (context: CommandContext) => Promise<CommandOutcome>;
}

/** Carries a command out. Missing roles and bugs are thrown; whatever else the caller did wrong is a user error. */
export async function carryOut(ctx: ApiContext, carrying: Carrying): Promise<PayloadRecord> {
  requireRole(ctx.actor, 'operator'); // before anything of the input is looked at; the engine asks again, some commands for more
  try {
    const outcome = await carrying.command({ actor: ctx.actor, requestId: carrying.input.requestId ?? null });
    return await payloadOf(ctx, outcome, carrying.subject);
  } catch (error) {
    if (!(error instanceof DomainError) || error.code === 'FORBIDDEN') throw error;
    return { outcome: 'REFUSED', message: null, eventCursor: null, userErrors: [userError(error)] };
  }
}

/** The payload of an outcome, with the object loaded anew: what was loaded before the command is no longer true. */
export async function payloadOf(ctx: ApiContext, outcome: CommandOutcome, subject: Subject): Promise<PayloadRecord> {
  const { result, seq, subjectId } = outcome;
  ctx.loaders.clear();
  return {
    outcome: result,
    message: result === 'NOOP' ? outcome.message : null,
    userErrors: result === 'REFUSED' ? [refusal(outcome)] : [],
    eventCursor: seq === null ? null : encodeCursor({ logId: ctx.logId, seq }),
    [subject]: await ctx.loaders[subject].load(subjectId),
  };
}

/** A caller's error as data, its place as the client wrote it. */
export function userError(error: DomainError): UserErrorRecord {
  return { code: error.code, message: error.message, path: error.path === null ? null : inputPath(error.path) };
}

/** A refusal as data; it concerns no single place of the input. */
export function refusal({ code, message }: CommandOutcome): UserErrorRecord {
  if (code === null) throw new Error('a refused outcome has no code');
  return { code, message: message ?? code, path: null };
}

// The engine knows specs without the wrapper that says their kind.
function inputPath(path: readonly string[]): readonly string[] {
  return ['input', ...path.flatMap((part, i) => (part === 'spec' && i < path.length - 1 ? ['spec', 'command'] : [part]))];
}
