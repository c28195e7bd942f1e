// Whether the server answers: said once in the log when it changes, and since when it has been silent.
import type { DispatchCallError } from './dispatch-call-error.ts';
import type { RunnerLog } from '../runner-options.ts';

/** The last sign of life of the server. */
export class ServerWatch {
  #answeredAt = performance.now();
  #isAway = false;
  readonly #log: RunnerLog;

  constructor(log: RunnerLog) {
    this.#log = log;
  }

  /** Milliseconds without any answer of the protocol, by a clock that never jumps. */
  get silentMs(): number {
    return performance.now() - this.#answeredAt;
  }

  /** A call succeeded. */
  answered(): void {
    this.#answeredAt = performance.now();
    if (!this.#isAway) return;
    this.#isAway = false;
    this.#log.info({}, 'the server answers again');
  }

  /** A call failed; a refusal is a sign of life too, silence is not. */
  failed(error: DispatchCallError): void {
    if (error.code !== 'SILENT') this.#answeredAt = performance.now();
    if (this.#isAway) return;
    this.#isAway = true;
    this.#log.warn({ code: error.code, reason: error.message }, 'the server cannot be reached or does not take the call; trying again');
  }
}
