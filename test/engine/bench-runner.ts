// A runner within the test's process: it speaks to the dispatch services as the routes do, and executes nothing.
import type { Actor } from '../../src/domain/access.ts';
import { COMMAND_CAPABILITIES, STEPS_CAPABILITIES } from '../../src/domain/attempt/runner.ts';
import type { DeckDescription } from '../../src/domain/deck/deck.ts';
import {
  DISPATCH_PROTOCOL, type AttemptEnd, type AttemptRef, type BeatAnswer, type BeatRef, type ClaimedAttempt, type HistoryAnswer, type HoldFact, type PhaseFact, type ReportAnswer, type ReportItem,
  type SessionRequest, type StepFact,
} from '../../src/domain/dispatch/protocol.ts';
import { uuidv7 } from '../../src/domain/uuid.ts';
import { beat } from '../../src/engine/dispatch/beat.service.ts';
import { claim } from '../../src/engine/dispatch/claim.service.ts';
import { history } from '../../src/engine/dispatch/history.service.ts';
import { report } from '../../src/engine/dispatch/report/report.service.ts';
import { openSession } from '../../src/engine/dispatch/session.service.ts';
import type { Engine } from '../../src/engine/engine.ts';

/** What a runner says of itself, where a test wants something other than the usual. */
export type RunnerOptions = Partial<Pick<SessionRequest, 'queues' | 'kinds' | 'slots' | 'decks' | 'can' | 'algorithms'>>;

/** An end that came by itself. */
export const EXIT_0: AttemptEnd = { by: 'EXIT', exitCode: 0 };
/** A failure of the work. */
export const EXIT_1: AttemptEnd = { by: 'EXIT', exitCode: 1 };

/** The actor that runners are. */
export const RUNNER_ACTOR: Actor = { userId: uuidv7(), name: 'runners', role: 'runner', grants: null };

/** Opens a session. */
export async function openBenchRunner(engine: Engine, name: string, options: RunnerOptions = {}): Promise<BenchRunner> {
  const answer = await openSession(engine, RUNNER_ACTOR, sessionRequest(name, options));
  return new BenchRunner(engine, name, answer.session);
}

/** A request for a session. With decks it takes steps as well as commands, also from the queue `lab`. */
export function sessionRequest(name: string, options: RunnerOptions = {}): SessionRequest {
  const usual = (options.decks ?? []).length === 0
    ? ({ kinds: ['command'], queues: ['default'], slots: 4, decks: [], can: { command: COMMAND_CAPABILITIES } } as const)
    : ({ kinds: ['command', 'steps'], queues: ['default', 'lab'], slots: 4, decks: [], can: { command: COMMAND_CAPABILITIES, steps: STEPS_CAPABILITIES } } as const);
  return { protocol: DISPATCH_PROTOCOL, name, kind: 'REMOTE', host: 'bench', agent: 'bench/1', ...usual, ...options };
}

/** A deck with one instrument `pump` that has the methods `dose(volume)` and `rinse()`. */
export function benchDeck(name = 'bench'): DeckDescription {
  return { name, instruments: [{ name: 'pump', methods: { dose: { args: { volume: { type: 'float', min: 0, max: 100 } }, returns: 'float' }, rinse: { args: {}, returns: null } } }] };
}

/** A step as tests tell of it: a call of `pump.dose` in `main` 0 for sample 0, for the first time, unless they say otherwise. */
export type StepTold = Pick<StepFact, 'path' | 'state'> & Partial<StepFact>;
/** A hold as tests tell of it. */
export type HoldTold = Pick<HoldFact, 'hold' | 'holdN'> & Partial<HoldFact>;

/** One session. */
export class BenchRunner {
  /** The number of the last item it reported. */
  n = 0;

  constructor(
    readonly engine: Engine,
    readonly name: string,
    readonly session: string,
  ) {}

  /** Claims up to `max` attempts that need no deck, and one for each deck named. */
  claim(max = 1, decks: readonly string[] = []): Promise<readonly ClaimedAttempt[]> {
    return claim(this.engine, RUNNER_ACTOR, { session: this.session, max, decks });
  }

  /** Claims exactly one attempt or throws; with the name of a deck, one for that deck. */
  async take(deck?: string): Promise<ClaimedAttempt> {
    const [attempt] = await (deck === undefined ? this.claim(1) : this.claim(0, [deck]));
    if (!attempt) throw new Error(`${this.name} got no work`);
    return attempt;
  }

  /** Beats; attempts may say which control they have heard last. */
  beat(attempts: readonly BeatRef[] = [], draining = false): Promise<BeatAnswer> {
    const refs = attempts.map(({ attemptId, epoch, controlN }) => ({ attemptId, epoch, ...(controlN === undefined ? {} : { controlN }) }));
    return beat(this.engine, RUNNER_ACTOR, { session: this.session, attempts: refs, draining, waitSeconds: 0 });
  }

  /** One page of the records of earlier attempts. */
  history(attempt: AttemptRef, after = 0): Promise<HistoryAnswer> {
    return history(this.engine, RUNNER_ACTOR, { session: this.session, ...refOf(attempt), after });
  }

  /** Reports items as they are, numbers included. */
  report(items: readonly ReportItem[]): Promise<ReportAnswer> {
    return report(this.engine, RUNNER_ACTOR, { session: this.session, items });
  }

  /** Reports items and asks for up to `max` attempts beside them. */
  async reportAndClaim(items: readonly ReportItem[], max = 1): Promise<readonly ClaimedAttempt[]> {
    const { attempts } = await report(this.engine, RUNNER_ACTOR, { session: this.session, items, claim: { max } });
    if (!attempts) throw new Error('a claim beside a report was not answered');
    return attempts;
  }

  finish(attempt: AttemptRef, end: AttemptEnd = EXIT_0): Promise<ReportAnswer> {
    return this.report([this.finishItem(attempt, end)]);
  }

  log(attempt: AttemptRef, ...messages: string[]): Promise<ReportAnswer> {
    return this.report([this.logItem(attempt, messages)]);
  }

  phase(attempt: AttemptRef, fact: PhaseFact): Promise<ReportAnswer> {
    return this.report([this.phaseItem(attempt, fact)]);
  }

  step(attempt: AttemptRef, ...facts: StepTold[]): Promise<ReportAnswer> {
    return this.report(facts.map((fact) => this.stepItem(attempt, fact)));
  }

  hold(attempt: AttemptRef, fact: HoldTold): Promise<ReportAnswer> {
    return this.report([this.holdItem(attempt, fact)]);
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

  /** The next numbered item about a phase. */
  phaseItem(attempt: AttemptRef, fact: PhaseFact): ReportItem {
    return { n: ++this.n, type: 'phase', ...refOf(attempt), ...fact };
  }

  /** The next numbered item about a step. */
  stepItem(attempt: AttemptRef, fact: StepTold): ReportItem {
    return { n: ++this.n, type: 'step', section: 'main', index: 0, sample: 0, try: 1, kind: 'call', method: 'pump.dose', ...fact, ...refOf(attempt) };
  }

  /** The next numbered item about a hold. */
  holdItem(attempt: AttemptRef, fact: HoldTold): ReportItem {
    return { n: ++this.n, type: 'hold', controlN: 0, message: 'it stands still', ...fact, ...refOf(attempt) };
  }
}

function refOf({ attemptId, epoch }: AttemptRef): AttemptRef {
  return { attemptId, epoch };
}
