// The envelope of every answer: who asked for what, how it went, and the data.
import { type ApiVersion, isAtLeast } from '../api-version.ts';

/** What the envelope says. */
export interface Envelope {
  readonly id: string;
  readonly transaction: string;
  /** Empty when the path was none of a call. */
  readonly name: string;
  readonly requestedVersion: string;
  /** The same, read. */
  readonly version: ApiVersion;
  /** Null when no call of that name and version is there. */
  readonly actualVersion: string | null;
  readonly code: number;
  readonly subcode: number;
  readonly message: string;
  readonly errorData: Readonly<Record<string, unknown>>;
  readonly data: Readonly<Record<string, unknown>>;
}

/** The body of an answer. */
export function envelopeOf(answer: Envelope): Record<string, unknown> {
  return {
    meta: {
      id: answer.id,
      trx: answer.transaction,
      endpoint: { name: answer.name, requested_version: written(answer.requestedVersion, answer.version), actual_version: answer.actualVersion === null ? null : written(answer.actualVersion, answer.version) },
      result_code: answer.code,
      result_subcode: answer.subcode,
      result_msg: answer.message,
      error_stack: null,
      error_data: answer.errorData,
    },
    data: answer.data,
  };
}

// Versions were numbers before 2.1.
function written(text: string, asked: ApiVersion): string | number {
  return isAtLeast(asked, '2.1') ? text : Number(text);
}
