// Walking through steps and blocks: each step for every sample before the next, blocks for each sample by themselves.
import type { JsonValue } from '../../domain/event/event.ts';
import type { IfStep, NestedStep, RepeatStep, Step, WhileStep } from '../../domain/steps/step.ts';
import type { StepPlace } from '../../domain/steps/step-record.ts';
import { castTo, isTruthy } from '../../expressions/cast.ts';
import { evaluate } from '../../expressions/evaluate.ts';
import { resolveWritten } from '../../expressions/written.ts';
import { faultOf, nameOf, type LeafSteps } from './leaf-step.ts';
import type { ParsedSources } from './parsed-sources.ts';
import type { SampleScope } from './sample-scope.ts';
import type { LeafStep } from './step-actions.ts';
import type { StepsGate } from './steps-gate.ts';
import { Unwind } from './unwind.ts';

/** With what it walks. */
export interface WalkTools {
  readonly gate: StepsGate;
  readonly leaves: LeafSteps;
  readonly sources: ParsedSources;
}

/** Where a list of steps stands: `path` is what comes before each index, e.g. `4.then.`. */
export interface ListPlace {
  readonly section: StepPlace['section'];
  readonly index: number;
  readonly path: string;
}

/** The walker of one attempt. Every way out but the end is an `Unwind`. */
export class StepWalk {
  readonly #tools: WalkTools;

  constructor(tools: WalkTools) {
    this.#tools = tools;
  }

  /** Carries out a list of steps. */
  async walk(steps: readonly Step[], at: ListPlace, samples: readonly SampleScope[]): Promise<void> {
    for (const [i, step] of steps.entries()) {
      if (!step.disabled) await this.#step(step, { ...at, path: `${at.path}${i}` }, samples);
    }
  }

  async #step(step: Step, at: ListPlace, samples: readonly SampleScope[]): Promise<void> {
    if (step.kind === 'while') return this.#while(step, at, samples);
    // Once for all: on record under the first of them.
    if (step.kind === 'call' && step.once) return this.#leaf(step, at, samples);
    for (const sample of samples) {
      await this.#tools.gate.breathe();
      if (step.kind === 'if') await this.#if(step, at, sample);
      else if (step.kind === 'repeat') await this.#repeat(step, at, sample);
      else if (step.kind === 'workflow') await this.#workflow(step, at, sample);
      else await this.#leaf(step, at, [sample]);
    }
  }

  async #leaf(step: LeafStep, { section, index, path }: ListPlace, samples: readonly SampleScope[]): Promise<void> {
    await this.#tools.gate.breathe();
    const [first] = samples;
    if (first) await this.#tools.leaves.carryOut({ step, site: { section, index, path, sample: first.sample }, samples });
  }

  async #if(step: IfStep, at: ListPlace, sample: SampleScope): Promise<void> {
    const isTrue = await this.#judge(step, { at, sample }, () => this.#holds(step.condition, sample.variables));
    const branch = isTrue ? 'then' : 'else';
    await this.walk(step[branch] ?? [], { ...at, path: `${at.path}.${branch}.` }, [sample]);
  }

  async #repeat(step: RepeatStep, at: ListPlace, sample: SampleScope): Promise<void> {
    const times = await this.#judge(step, { at, sample }, () => timesOf(resolveWritten(step.times, sample.variables)));
    for (let turn = 0; turn < times; turn += 1) {
      await this.#tools.gate.breathe();
      await this.walk(step.body, { ...at, path: `${at.path}.body[${turn}].` }, [sample]);
    }
  }

  async #while(step: WhileStep, at: ListPlace, samples: readonly SampleScope[]): Promise<void> {
    let active = samples;
    for (let turn = 0; active.length > 0; turn += 1) {
      const holding: SampleScope[] = [];
      for (const sample of active) {
        await this.#tools.gate.breathe();
        const seen = new Map(sample.variables).set('while_index', turn);
        if (!(await this.#judge(step, { at, sample }, () => this.#holds(step.condition, seen)))) continue;
        sample.variables.set('while_index', turn);
        holding.push(sample);
      }
      active = holding;
      await this.walk(step.body, { ...at, path: `${at.path}.body[${turn}].` }, active);
    }
  }

  async #workflow(step: NestedStep, { section, index, path }: ListPlace, sample: SampleScope): Promise<void> {
    const inner = new Map<string, JsonValue>();
    const isDone = await this.#tools.leaves.carryOut({ step, site: { section, index, path, sample: sample.sample }, samples: [sample], inner });
    if (!isDone) return;
    await this.walk(step.steps, { section, index, path: `${path}.steps.` }, [{ sample: sample.sample, variables: inner }]);
    for (const name of step.returns ?? []) {
      const value = inner.get(name) ?? null;
      if (value !== null) sample.variables.set(name, value);
    }
  }

  #holds(condition: string, variables: ReadonlyMap<string, JsonValue>): boolean {
    return isTruthy(evaluate(this.#tools.sources.parsed(condition), variables));
  }

  // What decides about a block cannot be left out or carried out again: the steps as a whole cannot be followed.
  async #judge<T>(step: IfStep | RepeatStep | WhileStep, where: { readonly at: ListPlace; readonly sample: SampleScope }, judge: () => T): Promise<T> {
    try {
      return judge();
    } catch (error) {
      const { section, index, path } = where.at;
      const site = { section, index, path, sample: where.sample.sample };
      const message = `${nameOf(step, site)}: ${faultOf(error)}`;
      await this.#tools.leaves.breakAt(step, site, faultOf(error));
      throw new Unwind({ by: 'BROKEN', message });
    }
  }
}

function timesOf(written: JsonValue): number {
  const times = castTo('int', written) as number;
  if (times < 0) throw new Error(`it repeats ${times} times; give 0 or more`);
  return times;
}
