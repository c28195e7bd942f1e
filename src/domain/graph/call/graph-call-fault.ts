// What is wrong with a call of a deployment, with its place in the body of the call.
import { DomainError } from '../../errors.ts';
import { MAX_PATH_PART, type InputPath } from '../../input/check.ts';

/** Kinds of faults, for programs. */
export type GraphCallFaultType = 'missing' | 'value_error' | 'not_found';

/** An INVALID whose place is told as callers of the HTTP routes expect it: `loc` begins with `body`, positions in lists are numbers. */
export class GraphCallFault extends DomainError {
  readonly loc: readonly (string | number)[];
  readonly type: GraphCallFaultType;
  /** The message without its place. */
  readonly reason: string;

  constructor(path: InputPath, reason: string, type: GraphCallFaultType) {
    // Names of parameters come from the caller, and may be as long as the body.
    const shown = path.map((part) => (part.length > MAX_PATH_PART ? `${part.slice(0, MAX_PATH_PART)}…` : part).toWellFormed());
    super('INVALID', `${shown.join('.') || 'input'}: ${reason}`, { path: shown });
    this.loc = ['body', ...shown.map((part) => (/^\d{1,9}$/.test(part) ? Number(part) : part))];
    this.type = type;
    this.reason = reason;
  }
}

/** What a reader gives; its INVALID becomes a fault of the call. */
export function asCallFault<T>(read: () => T): T {
  try {
    return read();
  } catch (error) {
    if (error instanceof GraphCallFault || !(error instanceof DomainError) || error.code !== 'INVALID') throw error;
    const path = error.path ?? [];
    const prefix = `${path.join('.') || 'input'}: `;
    throw new GraphCallFault(path, error.message.startsWith(prefix) ? error.message.slice(prefix.length) : error.message, 'value_error');
  }
}
