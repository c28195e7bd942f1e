// The executor of `command` work: prepares, starts, watches and ends one program, and leaves nothing behind.
import { MAX_LINE_LENGTH, type AttemptEnd } from '../../domain/dispatch/protocol.ts';
import { isExperiment } from '../../domain/task/content/experiment-program.ts';
import type { Order } from '../../domain/task/order.ts';
import type { AttemptOutput } from '../session/attempt-output.ts';
import { endProcesses } from '../process/end-processes.ts';
import { signalProcess } from '../process/process-scan.ts';
import { outranks, type Execution, type StopCause } from '../execution.ts';
import { removeTree } from '../remove-tree.ts';
import { after, pause } from '../retry-delay.ts';
import type { RunnerContext } from '../runner-context.ts';
import { RUNNER_POINTS } from '../runner-options.ts';
import type { ClaimedCommand } from './claimed-command.ts';
import { InvalidWork } from './invalid-work.ts';
import { OutputPump } from './output-pump.ts';
import { prepare, type Prepared } from './prepare-command.ts';
import { startProgram, type Program, type ProgramExit } from './child-program.ts';

/** Milliseconds after KILL in which the kernel must tell of the program's end; one in an uninterruptible wait is left behind. */
export const EXIT_NOTICE_MS = 2_000;

/**
 * Milliseconds after which an experiment that has not heeded TERM gets INT. The library in it catches TERM and goes on as if none had come; INT
 * ends the program as Ctrl-C would, what was reported is sent first, and that without waiting for the library's own processes, which the TERM has ended.
 */
export const INTERRUPT_AFTER_MS = 1_000;

/** What the executor works with. */
export interface CommandTools {
  readonly context: RunnerContext;
  readonly output: AttemptOutput;
}

/** Begins an attempt; everything that happens to it is in the promise of its end. */
export function executeCommand(claimed: ClaimedCommand, tools: CommandTools): Execution {
  return new CommandExecution(claimed, tools);
}

class CommandExecution implements Execution {
  readonly done: Promise<AttemptEnd | null>;
  readonly #claimed: ClaimedCommand;
  readonly #tools: CommandTools;
  /** Aborted when the work is to end, and when it is to end without its grace. */
  readonly #stop = new AbortController();
  readonly #hurry = new AbortController();
  #cause: StopCause | null = null;
  /** Set while processes may be left; the guardian must not forget them then. */
  #isLoose = false;

  constructor(claimed: ClaimedCommand, tools: CommandTools) {
    this.#claimed = claimed;
    this.#tools = tools;
    this.done = this.#run();
  }

  stop(cause: StopCause, options = { atOnce: false }): void {
    if (outranks(cause, this.#cause)) this.#cause = cause;
    if (options.atOnce) this.#hurry.abort();
    this.#stop.abort();
  }

  obey({ verb }: Order): void {
    // A program has no boundary before its own end, so STOP lets it go on.
    if (verb !== 'STOP') this.stop({ by: 'ORDER', verb }, { atOnce: verb === 'KILL' });
  }

  async #run(): Promise<AttemptEnd | null> {
    const { context, output } = this.#tools;
    const { attemptId } = this.#claimed;
    context.guardian.watch(attemptId);
    try {
      const tools = { context, say: (line: string) => output.say(line), signal: this.#stop.signal };
      return await this.#runPrepared(await prepare(this.#claimed, tools));
    } catch (error) {
      return this.#endOf(error);
    } finally {
      await this.#clean(attemptId);
    }
  }

  async #runPrepared(prepared: Prepared): Promise<AttemptEnd | null> {
    const pumps = [new OutputPump(prepared.pipes.stdout, 'STDOUT', this.#tools.output), new OutputPump(prepared.pipes.stderr, 'STDERR', this.#tools.output)];
    try {
      // An order that comes after this look finds a program to end.
      if (this.#stop.signal.aborted) prepared.pipes.release();
      this.#stop.signal.throwIfAborted();
      return await this.#watch(await startProgram(prepared.line, prepared));
    } finally {
      await Promise.all(pumps.map((pump) => pump.finish()));
    }
  }

  async #watch(program: Program): Promise<AttemptEnd | null> {
    this.#isLoose = true;
    this.#tools.context.options.onPoint?.(RUNNER_POINTS.started);
    this.#tools.context.guardian.group(this.#claimed.attemptId, program.group);
    const { timeoutSeconds } = this.#claimed.spec;
    const cancel = timeoutSeconds ? after(timeoutSeconds * 1_000, () => this.stop({ by: 'TIMEOUT' })) : () => undefined;
    const own = await Promise.race([program.exited, this.#stopped()]);
    cancel();
    await this.#endAll(program.group);
    // Its own end, when it came before anybody asked for one, is the end that counts.
    if (own && this.#cause?.by !== 'DROPPED') return ownEnd(own);
    const exit = own ?? (await Promise.race([program.exited, pause(EXIT_NOTICE_MS)])) ?? { exitCode: null, signal: null };
    return causedEnd(this.#cause, exit);
  }

  async #stopped(): Promise<null> {
    if (!this.#stop.signal.aborted) await new Promise<void>((resolve) => this.#stop.signal.addEventListener('abort', () => resolve(), { once: true }));
    return null;
  }

  async #endAll(group: number): Promise<void> {
    const { spec, attemptId } = this.#claimed;
    const graceMs = (spec.graceSeconds ?? this.#tools.context.options.graceSeconds) * 1_000;
    const interruptAfterMs = isExperiment(spec.env) ? INTERRUPT_AFTER_MS : undefined;
    const left = await endProcesses({ attemptId, group }, { graceMs, interruptAfterMs, hurry: this.#hurry.signal }).catch((error: unknown) => {
      // The process table cannot be read (no descriptors left): the group at least can be ended without it.
      signalProcess(-group, 'SIGKILL');
      throw error;
    });
    this.#isLoose = left.length > 0;
    if (left.length > 0) this.#tools.output.say(`processes that even KILL did not end: ${left.join(', ')}; they wait for a device or a network disk`);
  }

  #endOf(error: unknown): AttemptEnd | null {
    if (this.#cause) return causedEnd(this.#cause, { exitCode: null, signal: null });
    if (error instanceof InvalidWork) return { by: 'INVALID', message: tellable(error.message) };
    this.#tools.context.options.log.error({ err: error, attemptId: this.#claimed.attemptId }, 'the runner could not run an attempt');
    return { by: 'CRASHED', message: tellable(`the runner could not run the program: ${error instanceof Error ? error.message : String(error)}`) };
  }

  async #clean(attemptId: string): Promise<void> {
    const { context } = this.#tools;
    try {
      await removeTree(`${context.workRoot.attempts}/${attemptId}`);
    } catch (error) {
      // The next start of a runner in this work directory tries again.
      context.options.log.warn({ err: error, attemptId }, 'the directory of an attempt could not be removed');
    }
    if (!this.#isLoose) context.guardian.forget(attemptId);
  }
}

// Reasons quote git and specs: no longer than a line of output, and nothing that a database refuses.
function tellable(message: string): string {
  return message.slice(0, MAX_LINE_LENGTH).replaceAll('\0', '\ufffd').toWellFormed();
}

function ownEnd(exit: ProgramExit): AttemptEnd {
  return exit.signal === null ? { by: 'EXIT', exitCode: exit.exitCode ?? 0 } : { by: 'SIGNAL', signal: exit.signal };
}

function causedEnd(cause: StopCause | null, exit: ProgramExit): AttemptEnd | null {
  if (cause?.by === 'ORDER' || cause?.by === 'TIMEOUT') return { ...cause, ...exit };
  return cause?.by === 'HANDED_BACK' ? cause : null;
}
