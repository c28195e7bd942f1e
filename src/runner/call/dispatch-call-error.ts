// The error of one call to the server.
import type { DispatchError } from '../../domain/dispatch/protocol.ts';

/** What the server said, or SILENT when nothing came that is of this protocol. */
export type CallFailure = DispatchError['code'] | 'SILENT';

/** Thrown by every call that did not succeed; SILENT and UNAVAILABLE are worth another try as they are. */
export class DispatchCallError extends Error {
  override readonly name = 'DispatchCallError';
  readonly code: CallFailure;

  constructor(code: CallFailure, message: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
  }
}
