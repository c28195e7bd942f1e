// What each kind of step without a block does, and what it leaves behind.
import { assertNever } from '../../domain/errors.ts';
import type { JsonValue } from '../../domain/event/event.ts';
import type { CommentStep, Step } from '../../domain/steps/step.ts';
import type { StepPlace } from '../../domain/steps/step-record.ts';
import { fillText } from '../../expressions/written.ts';
import { mathValue, variableValue } from '../../expressions/step-values.ts';
import { LineSplitter } from '../command/line-splitter.ts';
import { askPerson, waitSeconds } from './asking-step.ts';
import { argumentsOf, keepResult, recordedArguments } from './call-values.ts';
import { callDevice, type DeviceTools } from './device-call.ts';
import type { SampleScope } from './sample-scope.ts';
import type { StepSite } from './step-history.ts';
import type { Arrival } from './steps-gate.ts';

/** A step that is carried out as one; of a nested workflow that is the handing over of its arguments. */
export type LeafStep = Exclude<Step, { readonly kind: 'if' | 'while' | 'repeat' }>;

/** One step to be carried out for one sample, or for all of them with `once`. */
export interface LeafWork {
  readonly step: LeafStep;
  readonly site: StepSite;
  /** At least one. */
  readonly samples: readonly SampleScope[];
  /** The variables of the nested workflow, which its arguments go into. */
  readonly inner?: Map<string, JsonValue>;
}

/** `<instrument>.<method>` of a call; the kind itself otherwise. */
export function methodOf(step: Step): string {
  return step.kind === 'call' ? `${step.instrument}.${step.method}` : step.kind;
}

/** Carries out single tries; every fault of a step is thrown, every success is on record. */
export class StepActions {
  readonly #tools: DeviceTools;

  constructor(tools: DeviceTools) {
    this.#tools = tools;
  }

  /** Carries out a step that leaves no record. Throws `ExpressionError`; nothing has changed then. */
  compute({ step, samples, inner }: LeafWork): void {
    const { variables } = samples[0]!;
    if (step.kind === 'variable') variables.set(step.name, variableValue(step, variables));
    else if (step.kind === 'math') variables.set(step.name, mathValue(step, variables));
    else if (step.kind === 'workflow') for (const [name, value] of Object.entries(argumentsOf(step, samples))) inner?.set(name, value);
  }

  /** Carries out any step. `met`: the hold that somebody has answered, when it was for this very step. */
  async perform(work: LeafWork, place: StepPlace, met: Arrival | null): Promise<void> {
    const { step, samples } = work;
    switch (step.kind) {
      case 'call':
        return callDevice(step, { samples, place }, this.#tools);
      case 'wait':
        return waitSeconds(step, { samples, place }, this.#tools);
      case 'pause':
      case 'input':
        return askPerson(step, { samples, place, met }, this.#tools);
      case 'comment':
        return this.#comment(step, samples[0]!, place);
      case 'variable':
      case 'math':
      case 'workflow':
        this.compute(work);
        return this.#tools.journal.end({ ...place, kind: step.kind, method: step.kind, state: 'SUCCEEDED' });
      default:
        return assertNever(step);
    }
  }

  /** Takes over what a step gave in an earlier attempt. */
  keep({ step, samples }: LeafWork, output: JsonValue): void {
    if (step.kind === 'call') keepResult(step, output, samples);
    if (step.kind === 'input' && output !== null) samples[0]!.variables.set(step.name, output);
  }

  async #comment({ text }: CommentStep, { variables }: SampleScope, place: StepPlace): Promise<void> {
    const { journal, output } = this.#tools;
    const filled = fillText(text, variables);
    await journal.room();
    const splitter = new LineSplitter();
    output.add('STDOUT', [...splitter.push(Buffer.from(filled)), ...splitter.end()]);
    journal.end({ ...place, kind: 'comment', method: 'comment', state: 'SUCCEEDED', args: recordedArguments({ text: filled }) });
  }
}
