// A draft: what a user is editing and has not saved as a workflow.
import type { JsonValue } from '../event/event.ts';

/** The one draft of a user. Its body is JSON of the editor's own: it need not be a definition that could run. */
export interface Draft {
  readonly userId: string;
  readonly body: { readonly [key: string]: JsonValue };
  /** Grows by one with each save. */
  readonly version: number;
  readonly updatedAt: Date;
}

/** Most characters of JSON of a draft. */
export const MAX_DRAFT = 1_000_000;
