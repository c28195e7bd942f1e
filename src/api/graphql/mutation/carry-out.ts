// Carrying a command out for a mutation: the engine's answer, errors of the caller as data, the object afterwards.
import { requireRole, type Role } from '../../../domain/access.ts';
import { DomainError } from '../../../domain/errors.ts';
import { encodeCursor } from '../../../domain/event/cursor.ts';
import type { CommandOutcome } from '../../../domain/outcome.ts';
import type { CommandContext } from '../../../engine/engine.ts';
import type { ApiContext } from '../context.ts';
import type { CommandInput } from './command.input.ts';
import { inputPath } from './input-path.ts';
import type { PayloadRecord } from './payload.type.ts';
import type { UserErrorRecord } from './user-error.type.ts';

/** Nouns that mutations act on: the name is that of their loader and of the payload's field. */
export type Subject = 'project' | 'workflow' | 'run' | 'task' | 'queue' | 'queueItem' | 'file' | 'deployment';

/** A mutation: what it acts on, its input, and how the engine carries it out. */
export interface Carrying {
  /** Null when `extra` shows the object itself. */
  readonly subject: Subject | null;
  readonly input: CommandInput;
  /** The least role that the command asks for. @default 'operator' */
  readonly role?: Role;
  readonly command: (context: CommandContext) => Promise<CommandOutcome>;
  /** Further fields of the payload, made of the outcome. */
  readonly extra?: (outcome: CommandOutcome) => object | Promise<object>;
}

/** Carries a command out. Missing roles and bugs are thrown; whatever else the caller did wrong is a user error. */
export async function carryOut(ctx: ApiContext, carrying: Carrying): Promise<PayloadRecord> {
  requireRole(ctx.actor, carrying.role ?? 'operator'); // before anything of the input is looked at; the engine asks again, some commands for more
  try {
    const outcome = await carrying.command({ actor: ctx.actor, requestId: carrying.input.requestId ?? null, ...(ctx.origin ? { origin: ctx.origin } : {}) });
    return { ...(await payloadOf(ctx, outcome, carrying.subject)), ...(await carrying.extra?.(outcome)) };
  } catch (error) {
    if (!(error instanceof DomainError) || error.code === 'FORBIDDEN') throw error;
    return { outcome: 'REFUSED', message: null, eventCursor: null, userErrors: [userError(error, carrying.input)] };
  }
}

/** The payload of an outcome, with the object loaded anew: what was loaded before the command is no longer true. */
export async function payloadOf(ctx: ApiContext, outcome: CommandOutcome, subject: Subject | null): Promise<PayloadRecord> {
  const { result, seq, subjectId } = outcome;
  ctx.loaders.clear();
  return {
    outcome: result,
    message: result === 'REFUSED' ? null : outcome.message,
    userErrors: result === 'REFUSED' ? [refusal(outcome)] : [],
    eventCursor: seq === null ? null : encodeCursor({ logId: ctx.logId, seq }),
    ...(subject === null ? {} : { [subject]: await ctx.loaders[subject].load(subjectId) }),
  };
}

/** A caller's error as data, its place as the client wrote it in the input of a mutation. */
export function userError(error: DomainError, input: object): UserErrorRecord {
  return { code: error.code, message: error.message, path: error.path === null ? null : ['input', ...inputPath(error.path, input)] };
}

/** A refusal as data; it concerns no single place of the input. */
export function refusal({ code, message }: CommandOutcome): UserErrorRecord {
  if (code === null) throw new Error('a refused outcome has no code');
  return { code, message: message ?? code, path: null };
}
