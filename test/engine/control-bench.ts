// Benches of control: a runner with a deck that carries out nothing, but reports steps and holds and hears controls as ours does.
import { COMMAND_CAPABILITIES, STEPS_CAPABILITIES } from '../../src/domain/attempt/runner.ts';
import type { DeckDescription } from '../../src/domain/deck/deck.ts';
import { DISPATCH_PROTOCOL, type AttemptEnd, type ClaimedAttempt, type Control, type HoldFact, type ReportAnswer, type ReportItem } from '../../src/domain/dispatch/protocol.ts';
import type { StepPlace } from '../../src/domain/steps/step-record.ts';
import type { Order } from '../../src/domain/task/order.ts';
import { beat } from '../../src/engine/dispatch/beat.service.ts';
import { claim } from '../../src/engine/dispatch/claim.service.ts';
import { report } from '../../src/engine/dispatch/report/report.service.ts';
import { openSession } from '../../src/engine/dispatch/session.service.ts';
import { createRun, type CreateRunInput } from '../../src/engine/run/create-run.service.ts';
import { RUNNER_ACTOR } from './bench-runner.ts';
import { SPEC, acceptedId, type EngineBench } from './engine-bench.ts';

/** Name of the deck. */
export const DECK = 'bench_deck';

const DESCRIPTION: DeckDescription = { name: DECK, instruments: [{ name: 'pump', methods: { dose: { args: {}, returns: null }, rinse: { args: {}, returns: null } } }] };

const dose = { kind: 'call', instrument: 'pump', method: 'dose', args: {} } as const;

/** Two calls for each of three samples one after the other, and a call at the end. */
export const STEPS = { kind: 'steps', deck: DECK, main: [dose, dose], cleanup: [{ ...dose, method: 'rinse' }], source: { kind: 'REPEAT', count: 3, batch: 1 } } as const;

/** A run of one steps task `s`, and one command `w` beside it that waits; both in one queue. */
export const BOTH = { tasks: [{ node: 's', spec: STEPS, needs: [] }, { node: 'w', spec: SPEC, needs: [] }] };

/** Opens a session that offers the deck. */
export async function openLab(bench: EngineBench, name = 'lab-runner', queues: readonly string[] = ['default', 'lab']): Promise<LabRunner> {
  const can = { command: COMMAND_CAPABILITIES, steps: STEPS_CAPABILITIES };
  const answer = await openSession(bench.engine, RUNNER_ACTOR, { protocol: DISPATCH_PROTOCOL, name, kind: 'REMOTE', slots: 4, kinds: ['command', 'steps'], queues, can, decks: [DESCRIPTION], host: 'bench', agent: 'bench/1' });
  return new LabRunner(bench, name, answer.session);
}

/** Creates a run and gives back the ids of its tasks by node. */
export async function startRun(bench: EngineBench, definition: unknown, more: Partial<CreateRunInput> = {}): Promise<{ runId: string; tasks: Readonly<Record<string, string>> }> {
  const runId = acceptedId(await createRun(bench.engine, bench.as(), { definition, enqueue: true, ...more }));
  const rows = await bench.sql<{ node: string; id: string }>('SELECT node, id FROM task WHERE run_id = $1', [runId]);
  return { runId, tasks: Object.fromEntries(rows.map((row) => [row.node, row.id])) };
}

/** Facts of an item beside its number and its attempt; distributes over the kinds of item. */
type Fact = ReportItem extends infer Item ? (Item extends ReportItem ? Omit<Item, 'n' | 'attemptId' | 'epoch'> : never) : never;

/** What a beat told about one attempt. */
export interface Heard {
  readonly control: Control | null;
  readonly order: Order | null;
  readonly lost: boolean;
}

/** One session, which has at most one steps attempt at a time. */
export class LabRunner {
  #n = 0;
  /** As the runner last heard and counted them. */
  controlN = 0;
  holdN = 0;
  #claimed: ClaimedAttempt | null = null;

  constructor(
    readonly bench: EngineBench,
    readonly name: string,
    readonly session: string,
  ) {}

  /** The steps attempt that it is at. */
  get attempt(): ClaimedAttempt {
    if (!this.#claimed) throw new Error(`${this.name} is at nothing`);
    return this.#claimed;
  }

  /** Asks for a steps task of the deck; null when there is none. */
  async takeSteps(): Promise<ClaimedAttempt | null> {
    const attempts = await claim(this.bench.engine, RUNNER_ACTOR, { session: this.session, max: 0, decks: [DECK] });
    const [attempt] = attempts;
    if (!attempt) return null;
    this.#claimed = attempt;
    this.controlN = attempt.controlN;
    this.holdN = attempt.holdN;
    return attempt;
  }

  /** Asks for tasks that need no deck. */
  takeCommands(max = 4): Promise<readonly ClaimedAttempt[]> {
    return claim(this.bench.engine, RUNNER_ACTOR, { session: this.session, max, decks: [] });
  }

  /** Reports facts about an attempt, its steps attempt when none is named. */
  async say(facts: readonly Fact[], attempt: ClaimedAttempt = this.attempt): Promise<ReportAnswer> {
    const items = facts.map((fact) => ({ n: ++this.#n, attemptId: attempt.attemptId, epoch: attempt.epoch, ...fact }) as ReportItem);
    return report(this.bench.engine, RUNNER_ACTOR, { session: this.session, items });
  }

  /** Begins a phase. */
  begin(section: 'prep' | 'main' | 'cleanup', index = 0): Promise<ReportAnswer> {
    return this.say([{ type: 'phase', section, index, state: 'RUNNING' }]);
  }

  /** Ends a phase. */
  end(section: 'prep' | 'main' | 'cleanup', index = 0, state: 'SUCCEEDED' | 'FAILED' | 'STOPPED' = 'SUCCEEDED'): Promise<ReportAnswer> {
    return this.say([{ type: 'phase', section, index, state }]);
  }

  /** Begins a step, and ends it when a state is given. */
  async step(place: Partial<StepPlace>, state?: 'SUCCEEDED' | 'FAILED' | 'SKIPPED'): Promise<void> {
    const at = { section: 'main', index: 0, path: '0', sample: 0, try: 1, kind: 'call', method: 'pump.dose', ...place } as const;
    await this.say([{ type: 'step', ...at, state: 'RUNNING', args: {} }]);
    if (state) await this.say([{ type: 'step', ...at, state, ...(state === 'FAILED' ? { error: 'it jammed' } : {}) }]);
  }

  /** Carries out an iteration of two steps. */
  async iteration(index: number): Promise<void> {
    await this.begin('main', index);
    for (const path of ['0', '1']) await this.step({ index, path }, 'SUCCEEDED');
    await this.end('main', index);
  }

  /** Comes to stand still. */
  async hold(hold: HoldFact['hold'], more: Partial<HoldFact> = {}): Promise<void> {
    this.holdN += 1;
    await this.say([{ type: 'hold', hold, holdN: this.holdN, controlN: this.controlN, message: 'stands still', ...more }]);
  }

  /** Beats and takes in what it is told of its steps attempt. */
  async hear(draining = false): Promise<Heard> {
    const { attemptId, epoch } = this.attempt;
    const answer = await beat(this.bench.engine, RUNNER_ACTOR, { session: this.session, attempts: [{ attemptId, epoch, controlN: this.controlN }], draining, waitSeconds: 0 });
    const control = answer.controls.find((one) => one.attemptId === attemptId) ?? null;
    if (control) this.controlN = control.controlN;
    return { control, order: answer.orders.find((one) => one.attemptId === attemptId)?.order ?? null, lost: answer.lost.includes(attemptId) };
  }

  /** Ends an attempt, its steps attempt when none is named. */
  finish(end: AttemptEnd = { by: 'DONE' }, attempt: ClaimedAttempt = this.attempt): Promise<ReportAnswer> {
    return this.say([{ type: 'finish', end }], attempt);
  }
}

/** The registers of a task that control is about. */
export function registers(bench: EngineBench, taskId: string): Promise<Registers> {
  return bench.one(`SELECT status, hold, hold_n AS "holdN", control_n AS "controlN", pause_after AS "pauseAfter", hold_answer AS "answer", order_verb AS "orderVerb", generation, epoch FROM task WHERE id = $1`, [taskId]);
}

/** What `registers` brings. */
export interface Registers {
  readonly status: string;
  readonly hold: string;
  readonly holdN: number;
  readonly controlN: number;
  readonly pauseAfter: string | null;
  readonly answer: { readonly holdN: number; readonly failedStep: string | null; readonly value: unknown } | null;
  readonly orderVerb: string | null;
  readonly generation: number;
  readonly epoch: number;
}
