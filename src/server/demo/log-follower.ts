// Follows the output of one task live, until every line that was written has been printed.
import { call, subscribe, type DemoAddress, type Subscription } from './demo-client.ts';
import { outputLine } from './demo-printer.ts';

const LOG = `subscription ($taskId: ID!) { taskLog(taskId: $taskId) { line { message } } }`;
const COUNT = `query ($taskId: ID!) { task(id: $taskId) { log(first: 0) { totalCount } } }`;

/** A task whose output is followed. */
export interface FollowedTask {
  readonly id: string;
  readonly name: string;
}

/** Prints lines as they come. */
export class LogFollower {
  readonly #server: DemoAddress;
  readonly #task: FollowedTask;
  readonly #lines: Subscription<{ taskLog: { line: { message: string } | null } }>;
  #printed = 0;
  #wanted = Number.POSITIVE_INFINITY;
  readonly #done: Promise<void>;

  constructor(server: DemoAddress, task: FollowedTask, print: (line: string) => void) {
    this.#server = server;
    this.#task = task;
    this.#lines = subscribe(server, LOG, { taskId: task.id });
    this.#done = this.#follow(print);
    this.#done.catch(() => undefined); // thrown by finish(); a demo that is ended before must not crash on it
  }

  /** The task has ended: resolves once all its lines are printed. */
  async finish(): Promise<void> {
    const { task } = await call<{ task: { log: { totalCount: number } } }>(this.#server, COUNT, { taskId: this.#task.id });
    this.#wanted = task.log.totalCount;
    if (this.#printed >= this.#wanted) await this.#lines.close();
    await this.#done;
  }

  async #follow(print: (line: string) => void): Promise<void> {
    for await (const { taskLog } of this.#lines.messages) {
      if (!taskLog.line) continue;
      print(outputLine(this.#task.name, taskLog.line.message));
      if (++this.#printed >= this.#wanted) return this.#lines.close();
    }
  }
}
