// What is told of one operation over a socket when it has been answered, or of a subscription when it is open.
import type { CallNotes } from '../../../../domain/call-notes.ts';

/** An operation that was answered; a subscription is reported when it is open, and once more when it ends with an error. */
export interface OperationReport {
  readonly notes: CallNotes;
  /** From its message to its answer, ms. */
  readonly ms: number;
  readonly address: string | null;
}

/** Takes reports. */
export type OnOperation = (report: OperationReport) => void;
