// A runner within the test's process: it speaks to the dispatch services as the routes do, and executes nothing.
import type { Actor } from '../../src/domain/access.ts';
import { COMMAND_CAPABILITIES } from '../../src/domain/attempt/runner.ts';
import { DISPATCH_PROTOCOL, type AttemptEnd, type AttemptRef, type BeatAnswer, type ClaimedAttempt, type ReportAnswer, type ReportItem, type SessionRequest } from '../../src/domain/dispatch/protocol.ts';
import { beat } from '../../src/engine/dispatch/beat.service.ts';
import { claim } from '../../src/engine/dispatch/claim.service.ts';
import { report } from '../../src/engine/dispatch/report.service.ts';
import { openSession } from '../../src/engine/dispatch/session.service.ts';
import type { Engine } from '../../src/engine/engine.ts';
import { uuidv7 } from '../../src/domain/uuid.ts';

/** What a runner says of itself, where a test wants something other than the usual. */
export type RunnerOptions = Partial<Pick<SessionRequest, 'queues' | 'kinds' | 'slots'>>;

/** An end that came by itself. */
export const EXIT_0: AttemptEnd = { by: 'EXIT', exitCode: 0 };
/** A failure of the work. */
export const EXIT_1: AttemptEnd = { by: 'EXIT', exitCode: 1 };

/** The actor that runners are. */
export const RUNNER_ACTOR: Actor = { userId: uuidv7(), name: 'runners', role: 'runner' };

/** Opens a session. */
export async function openBenchRunner(engine: Engine, name: string, options: RunnerOptions = {}): Promise<BenchRunner> {
  const answer = await openSession(engine, RUNNER_ACTOR, sessionRequest(name, options));
  return new BenchRunner(engine, name, answer.session);
}

/** A request for a session. */
export function sessionRequest(name: string, options: RunnerOptions = {}): SessionRequest {
  const usual = { kinds: ['command'], queues: ['default'], slots: 4 } as const;
  return { protocol: DISPATCH_PROTOCOL, name, kind: 'REMOTE', can: COMMAND_CAPABILITIES, host: 'bench', agent: 'bench/1', ...usual, ...options };
}

/** One session. */
export class BenchRunner {
  /** The number of the last item it reported. */
  n = 0;

  constructor(
    readonly engine: Engine,
    readonly name: string,
    readonly session: string,
  ) {}

  claim(max = 1): Promise<readonly ClaimedAttempt[]> {
    return claim(this.engine, RUNNER_ACTOR, { session: this.session, max });
  }

  /** Claims exactly one attempt or throws. */
  async take(): Promise<ClaimedAttempt> {
    const [attempt] = await this.claim(1);
    if (!attempt) throw new Error(`${this.name} got no work`);
    return attempt;
  }

  beat(attempts: readonly AttemptRef[] = [], draining = false): Promise<BeatAnswer> {
    return beat(this.engine, RUNNER_ACTOR, { session: this.session, attempts: attempts.map(refOf), draining, waitSeconds: 0 });
  }

  /** Reports items as they are, numbers included. */
  report(items: readonly ReportItem[]): Promise<ReportAnswer> {
    return report(this.engine, RUNNER_ACTOR, { session: this.session, items });
  }

  finish(attempt: AttemptRef, end: AttemptEnd = EXIT_0): Promise<ReportAnswer> {
    return this.report([this.finishItem(attempt, end)]);
  }

  log(attempt: AttemptRef, ...messages: string[]): Promise<ReportAnswer> {
    return this.report([this.logItem(attempt, messages)]);
  }

  /** The next numbered item that ends an attempt. */
  finishItem(attempt: AttemptRef, end: AttemptEnd = EXIT_0): ReportItem {
    return { n: ++this.n, type: 'finish', ...refOf(attempt), end };
  }

  /** The next numbered item with lines of output. */
  logItem(attempt: AttemptRef, messages: readonly string[], dropped = 0): ReportItem {
    const lines = messages.map((message) => ({ at: new Date().toISOString(), source: 'STDOUT' as const, message }));
    return { n: ++this.n, type: 'log', ...refOf(attempt), lines, dropped };
  }
}

function refOf({ attemptId, epoch }: AttemptRef): AttemptRef {
  return { attemptId, epoch };
}
