// One steps task over its attempts without a server: books that keep what was acknowledged, as the server would, and devices that count.
import { holdAfterLoss, type LastStep } from '../../src/domain/attempt/loss-hold.ts';
import type { AttemptEnd, ClaimedAttempt, HeldState, HoldFact, PastStep, PhaseFact, ReportItem, StepFact } from '../../src/domain/dispatch/protocol.ts';
import type { JsonValue } from '../../src/domain/event/event.ts';
import type { StepsSpec } from '../../src/domain/steps/steps-spec.ts';
import type { Step } from '../../src/domain/steps/step.ts';
import type { HoldAnswer, PauseBoundary } from '../../src/domain/task/hold.ts';
import type { Order } from '../../src/domain/task/order.ts';
import { uuidv7 } from '../../src/domain/uuid.ts';
import type { DeckHouse } from '../../src/runner/deck/deck-house.ts';
import type { Execution } from '../../src/runner/execution.ts';
import { AttemptOutput } from '../../src/runner/session/attempt-output.ts';
import { finishFact } from '../../src/runner/session/live-attempt.ts';
import { ReportQueue } from '../../src/runner/session/report-queue.ts';
import { executeSteps, type ClaimedSteps } from '../../src/runner/steps/steps-execution.ts';

export const DECK = 'bench';

export function stepsSpec(main: readonly Step[], rest: Partial<StepsSpec> = {}): StepsSpec {
  return { kind: 'steps', deck: DECK, prep: [], main, cleanup: [], onStepError: 'HOLD', source: { kind: 'REPEAT', count: 1, batch: 1 }, ...rest };
}

export function call(method: string, args: { readonly [name: string]: JsonValue } = {}, rest: object = {}): Step {
  return { kind: 'call', instrument: 'arm', method, args, ...rest };
}

/** A call that a device got, with the step that was on record as running then. */
export interface MadeCall {
  readonly step: string;
  readonly method: string;
  readonly args: { readonly [name: string]: JsonValue };
}

type Method = (args: { readonly [name: string]: JsonValue }, trial: StepsTrial, signal: AbortSignal) => JsonValue | Promise<JsonValue>;

export const placeText = (step: { readonly section: string; readonly index: number; readonly path: string; readonly sample: number }): string => `${step.section}[${step.index}] ${step.path} #${step.sample}`;

/** What is on record of the task, and what its devices did, over all attempts. */
export class StepsTrial {
  readonly spec: StepsSpec;
  readonly calls: MadeCall[] = [];
  readonly facts: ReportItem[] = [];
  /** Items of each report that was taken. */
  readonly reports: string[][] = [];
  readonly lines: string[] = [];
  readonly phases = new Map<string, PhaseFact>();
  readonly steps = new Map<string, StepFact>();
  readonly methods: { [name: string]: Method } = {
    noop: () => null,
    read: () => 7,
    echo: ({ value }) => value ?? null,
    fail: () => {
      throw new Error('the arm is stuck');
    },
  };
  held: HeldState | null = null;
  holdN = 0;
  controlN = 0;
  pause: PauseBoundary | null = null;
  answer: HoldAnswer | null = null;
  /** Facts that are still acknowledged; beyond them the runner is cut off and what it does is lost. */
  patience = Infinity;
  /** Called at each hold that counts. */
  onHold: (hold: HoldFact) => void = () => undefined;
  /** Called at each fact that is on record now. */
  onFact: (fact: ReportItem) => void = () => undefined;
  readonly #waiting: (() => void)[] = [];
  #queue = new ReportQueue();
  #execution: Execution | null = null;
  #running: string | null = null;
  #isCut = false;

  constructor(spec: StepsSpec) {
    this.spec = spec;
  }

  /** Runs one attempt to its end; null when it was cut off. */
  async attempt(): Promise<AttemptEnd | null> {
    this.#queue = new ReportQueue();
    this.#isCut = false;
    this.#running = null;
    const claimed = this.#claim();
    const output = new AttemptOutput(claimed, this.#queue);
    const execution = executeSteps(claimed, { house: this.#house(), queue: this.#queue, output, history: async () => this.#history(), log: quiet });
    this.#execution = execution;
    if (this.held) this.onHold({ ...this.held, holdN: this.holdN, controlN: this.controlN } as HoldFact);
    const over = { is: false };
    const pumping = this.#pump(over);
    const seen = await execution.done;
    const end = this.#isCut ? null : seen;
    if (end === null) output.discard();
    else output.close();
    if (end !== null) this.#queue.push({ ...finishFact(claimed, end), taken: () => undefined });
    over.is = true;
    this.#queue.news.ring();
    await pumping;
    // Cut off with its last words still on their way: whatever it was, nobody has heard of it.
    if (this.#isCut) {
      this.#closeBooks('LOST');
      return null;
    }
    if (end === null || end.by === 'HANDED_BACK') this.#closeBooks(end === null ? 'LOST' : 'HANDED_BACK');
    return end;
  }

  /** Pauses as the server does. */
  requestPause(after: PauseBoundary): void {
    this.pause = after;
    this.#tell();
  }

  /** Takes a pause back, or answers the hold. */
  resume(failedStep: HoldAnswer['failedStep'] = null, value: JsonValue = null): void {
    this.pause = null;
    if (this.held) this.answer = { holdN: this.holdN, failedStep, value };
    this.held = null;
    this.#tell();
  }

  /** What a retry from an earlier step makes void. */
  forget(isVoid: (step: StepFact) => boolean): void {
    for (const [key, step] of this.steps) if (isVoid(step)) this.steps.delete(key);
  }

  order(order: Order): void {
    this.#execution?.obey(order);
  }

  handBack(options = { atOnce: false }): void {
    this.#execution?.stop({ by: 'HANDED_BACK', message: 'the runner was told to end' }, options);
  }

  /** The lease is lost: nothing is acknowledged from here on. */
  cut(): void {
    this.#isCut = true;
    this.#execution?.stop({ by: 'DROPPED' }, { atOnce: true });
    this.#wake();
  }

  /** The variables at the end of each phase. */
  get outputs(): { readonly [phase: string]: JsonValue } {
    return Object.fromEntries([...this.phases].map(([key, phase]) => [key, (phase.outputs ?? null) as JsonValue]));
  }

  get callText(): string[] {
    return this.calls.map(({ step }) => step);
  }

  /** States of a step's tries in order. */
  statesOf(place: string): string[] {
    return [...this.steps.values()].filter((step) => placeText(step) === place).sort((a, b) => a.try - b.try).map((step) => step.state);
  }

  /** Resolves when the condition holds, looked at after each fact and call. */
  async until(what: string, isTrue: () => boolean): Promise<void> {
    const end = performance.now() + 10_000;
    while (!isTrue()) {
      if (performance.now() > end) throw new Error(`did not come: ${what}`);
      await new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, 50);
        this.#waiting.push(() => (clearTimeout(timer), resolve()));
      });
    }
  }

  #claim(): ClaimedSteps {
    const id = uuidv7();
    const resumes = this.steps.size > 0 || this.phases.size > 0;
    const named = { taskId: id, taskName: 'trial', runId: null, node: null } satisfies Partial<ClaimedAttempt>;
    return { attemptId: id, epoch: 1, attemptNo: 1, generation: 1, ...named, spec: this.spec, resumes, held: this.held, holdN: this.holdN, controlN: this.controlN };
  }

  #history(): { phases: PhaseFact[]; steps: PastStep[]; next: null } {
    const steps = [...this.steps.values()].map((step): PastStep => ({ ...step, state: step.state, output: step.output ?? null }));
    // Through text, as it travels.
    return JSON.parse(JSON.stringify({ phases: [...this.phases.values()], steps, next: null })) as { phases: PhaseFact[]; steps: PastStep[]; next: null };
  }

  #house(): Pick<DeckHouse, 'call' | 'decks'> {
    return {
      decks: [{ name: DECK, instruments: [{ name: 'arm', methods: { read: { args: {}, returns: 'int', repeatable: true } } }] }],
      call: async (_, { method, args }, { signal }) => {
        this.calls.push({ step: this.#running ?? 'nothing on record', method, args });
        this.#wake();
        // A device answers in a later turn, as a process of its own does.
        await new Promise((resolve) => setImmediate(resolve));
        signal.throwIfAborted();
        const result = await this.methods[method]!(args, this, signal);
        signal.throwIfAborted();
        return result;
      },
    };
  }

  async #pump(over: { is: boolean }): Promise<void> {
    const never = new AbortController().signal;
    while (!over.is || (this.#queue.isDue && !this.#isCut)) {
      if (!this.#queue.isDue || this.#isCut) {
        await this.#queue.news.wait(never);
        continue;
      }
      await new Promise((resolve) => setImmediate(resolve));
      this.#take(JSON.parse(this.#queue.batch()) as ReportItem[]);
    }
  }

  #take(items: readonly ReportItem[]): void {
    if (this.#isCut) return;
    const kept = items.slice(0, this.patience);
    this.patience -= kept.length;
    for (const item of kept) this.#record(item);
    this.reports.push(kept.map((item) => item.type));
    if (kept.length < items.length || this.patience === 0) return this.cut();
    if (kept.length > 0) this.#queue.acknowledge(kept.at(-1)!.n);
  }

  #record(item: ReportItem): void {
    this.facts.push(item);
    if (item.type === 'log') this.lines.push(...item.lines.map((line) => line.message));
    if (item.type === 'phase') this.phases.set(`${item.section}[${item.index}]`, item);
    if (item.type === 'step') this.#recordStep(item);
    if (item.type === 'hold') this.#recordHold(item);
    this.onFact(item);
    this.#wake();
  }

  #recordStep(item: StepFact): void {
    const key = `${placeText(item)} ${item.try}`;
    const known = this.steps.get(key);
    if (known && known.state !== 'RUNNING') throw new Error(`${key} was recorded twice: ${known.state}, then ${item.state}`);
    this.steps.set(key, { ...known, ...item });
    if (item.state === 'RUNNING') this.#running = `${key}`;
  }

  #recordHold(item: HoldFact): void {
    if (item.hold === 'USER' && item.controlN !== this.controlN) return;
    this.held = { hold: item.hold, message: item.message, prompt: item.prompt ?? null };
    [this.holdN, this.pause, this.answer] = [item.holdN, null, null];
    this.onHold(item);
  }

  #closeBooks(outcome: 'LOST' | 'HANDED_BACK'): void {
    const steps = [...this.steps.entries()];
    const open = steps.find(([, step]) => step.state === 'RUNNING');
    const [key, last] = open ?? steps.at(-1) ?? [];
    const lastStep = last ? ({ id: key!, method: last.method, state: last.state } satisfies LastStep) : null;
    const next = holdAfterLoss(outcome, { hold: this.held?.hold ?? 'NONE', lastStep });
    for (const [id, step] of steps) if (step.state === 'RUNNING') this.steps.set(id, { ...step, state: 'UNKNOWN' as never });
    for (const [id, phase] of this.phases) if (phase.state === 'RUNNING') this.phases.set(id, { ...phase, state: 'STOPPED' });
    if (!next) return;
    this.held = { hold: next.hold, message: next.message, prompt: null };
    [this.holdN, this.pause, this.answer] = [this.holdN + 1, null, null];
  }

  #tell(): void {
    this.controlN += 1;
    this.#execution?.control?.({ attemptId: '', controlN: this.controlN, pause: this.pause, answer: this.answer });
  }

  #wake(): void {
    for (const call of this.#waiting.splice(0)) call();
  }
}

const quiet = { info: () => undefined, warn: () => undefined, error: (detail: object) => console.error(detail) };
