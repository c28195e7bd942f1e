// Errors of callers as data: what every mutation may answer beside, or instead of, its effect.
import { Field, InterfaceType } from 'type-graphql';
import { ERROR_CODES, type ErrorCode } from '../../../domain/errors.ts';
import { REFUSAL_CODES, type RefusalCode, adviceOf } from '../../../domain/task/verdict.ts';
import { stringEnum } from '../string-enum.ts';

/** Why a command was not carried out: a fault of the call, or a refusal by the state of things. */
export type UserErrorCode = ErrorCode | RefusalCode;

const FAULTS: Readonly<Record<ErrorCode, string>> = {
  INVALID: 'The input is not as it must be; `path` tells where.',
  NOT_FOUND: 'Something the input names does not exist.',
  ALREADY_EXISTS: 'Something of that name exists.',
  FORBIDDEN: 'The caller may not do this.',
  IDEMPOTENCY_CONFLICT: 'The requestId was used before with another input.',
  VERSION_CONFLICT: 'It was changed in the meantime.',
  CURSOR_EXPIRED: 'The cursor is older than what is kept.',
  CURSOR_INVALID: 'The cursor is not one of this list or log.',
  LIMIT_EXCEEDED: 'The call asks for more than a limit allows.',
  STALE: 'The writer has been replaced by another.',
  LOCKED: 'Somebody has locked it; the message names who, and why.',
};

const REFUSALS = Object.fromEntries(REFUSAL_CODES.map((code) => [code, `Refused: ${adviceOf(code)}.`])) as Record<RefusalCode, string>;

/** Codes of user errors. */
export const UserErrorCodeEnum = stringEnum<UserErrorCode>('UserErrorCode', [...ERROR_CODES, ...REFUSAL_CODES], {
  description: 'Why a command was not carried out. Later versions may add codes: clients must tolerate unknown ones.',
  values: { ...FAULTS, ...REFUSALS },
});

/** What all user errors have. */
@InterfaceType('UserError', { description: 'Why a command was not carried out. Each mutation has its own type of it, which adds `code`.' })
export abstract class UserErrorInterface {
  @Field(() => String, { description: 'What is wrong and what to do next, for people.' })
  message!: string;

  @Field(() => [String], { nullable: true, description: 'Where in the arguments the fault is, from `input` down; null when it is not one place.' })
  path!: readonly string[] | null;
}

/** A user error as resolvers give it. */
export interface UserErrorRecord {
  readonly message: string;
  readonly path: readonly string[] | null;
  readonly code: UserErrorCode;
}
