// A call of the ClearML API: its name, the versions that have it, what it takes, and what it does.
import type { z } from 'zod';
import type { Role } from '../../../domain/access.ts';
import type { ClearmlContext } from './clearml-context.ts';

/** What a call answers as `data`: a JSON object. Members that are undefined are left out. */
export type ClearmlData = Readonly<Record<string, unknown>>;

/** A call as the room sees it. */
export interface ClearmlCall {
  /** `tasks.get_by_id`. */
  readonly name: string;
  /** The least version that has this form of the call; it is also the `actual_version` of the answer. */
  readonly since: string;
  /** The least role that may call; `OPEN` = anybody, nobody included. */
  readonly role: Role | 'OPEN';
  /** Whether the body may be a batch of lines, which then come as the array `input`. */
  readonly isBatch: boolean;
  /** Members that must be there, or the answer is MISSING_FIELDS and not VALIDATION. */
  readonly present: readonly string[];
  readonly input: z.ZodType;
  readonly run: (context: ClearmlContext, input: never) => Promise<ClearmlData>;
}

/** How a call is written down. */
export interface CallForm<Schema extends z.ZodType> {
  /** @default '1.0' */
  readonly since?: string;
  /** @default operator */
  readonly role?: Role | 'OPEN';
  readonly isBatch?: boolean;
  readonly present?: readonly string[];
  readonly input: Schema;
  readonly run: (context: ClearmlContext, input: z.output<Schema>) => Promise<ClearmlData>;
}

/** A call; several of one name with different `since` are its forms for different versions. */
export function clearmlCall<Schema extends z.ZodType>(name: string, form: CallForm<Schema>): ClearmlCall {
  const { since = '1.0', role = 'operator', isBatch = false, present = [], input, run } = form;
  return { name, since, role, isBatch, present, input, run };
}
