// Outcomes of commands as data: accepted, already so, or refused with a reason.
import type { JsonValue } from './event/event.ts';
import type { RefusalCode } from './task/verdict.ts';

/** What a command did. Refusals are answers, not errors: the same request gets the same outcome again. */
export interface CommandOutcome {
  readonly result: 'ACCEPTED' | 'NOOP' | 'REFUSED';
  readonly code: RefusalCode | null;
  /** Why it was refused or did nothing, and what to do instead; null when accepted, but for a dry run, which tells what would happen, and a move, which names the items that were gone. */
  readonly message: string | null;
  /** The noun acted on or created. */
  readonly subjectId: string;
  /** Place in the log of the last event of this command; null when it wrote none. */
  readonly seq: number | null;
  /** What a dry run found; absent otherwise. */
  readonly detail?: JsonValue;
}
