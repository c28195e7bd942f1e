// The lines that a method writes to the output of its task, bounded.
import { LineSplitter } from '../command/line-splitter.ts';

/** Lines that one call may write; what is beyond is counted and told at its end. */
export const MAX_LINES_A_CALL = 10_000;

/** Takes texts, gives out lines that the server can store. */
export class CallLog {
  readonly #send: (line: string) => void;
  #written = 0;
  #isOver = false;

  constructor(send: (line: string) => void) {
    this.#send = send;
  }

  /** One or several lines of text. */
  log(text: unknown): void {
    if (this.#isOver) return;
    const splitter = new LineSplitter();
    for (const line of [...splitter.push(Buffer.from(String(text))), ...splitter.end()]) {
      this.#written += 1;
      if (this.#written <= MAX_LINES_A_CALL) this.#send(line);
    }
  }

  /** The call has ended: what its code still writes later belongs to nothing. */
  end(): void {
    if (this.#written > MAX_LINES_A_CALL) this.#send(`… ${this.#written - MAX_LINES_A_CALL} further lines of this call were left out`);
    this.#isOver = true;
  }
}
