// A process of a measurement that takes orders and answers each with one report.
import { type ChildProcess, fork } from 'node:child_process';
import path from 'node:path';

/** A process that has said that it is ready. */
export class BenchChild<Order extends object, Report extends object> implements Disposable {
  /** What it said when it was ready. */
  readonly ready: Report;
  readonly #child: ChildProcess;

  private constructor(child: ChildProcess, ready: Report) {
    this.#child = child;
    this.ready = ready;
  }

  /** Starts a file of this folder, and waits for its first report. Rejects when it ends before that. */
  static start<Order extends object, Report extends object>(file: string, args: readonly string[]): Promise<BenchChild<Order, Report>> {
    const child = fork(path.join(import.meta.dirname, file), args);
    return new Promise((resolve, reject) => {
      const ended = (code: number | null): void => reject(new Error(`${file} ${args[0] ?? ''} ended with exit code ${code} before it was ready`));
      child.once('exit', ended);
      child.once('message', (report: Report) => {
        child.off('exit', ended);
        resolve(new BenchChild<Order, Report>(child, report));
      });
    });
  }

  /** Gives an order; one at a time. Rejects when the process ends instead of answering. */
  ask(order: Order): Promise<Report> {
    const child = this.#child;
    return new Promise((resolve, reject) => {
      const ended = (code: number | null): void => reject(new Error(`a process of the measurement ended with exit code ${code}`));
      child.once('exit', ended);
      child.once('message', (report: Report) => {
        child.off('exit', ended);
        resolve(report);
      });
      child.send(order);
    });
  }

  [Symbol.dispose](): void {
    this.#child.kill();
  }
}
