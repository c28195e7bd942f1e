// Steps that stand still by themselves: for a time, until somebody resumes them, or until somebody answers.
import type { JsonValue } from '../../domain/event/event.ts';
import type { InputStep, PauseStep, WaitStep } from '../../domain/steps/step.ts';
import { STEPS_LIMITS } from '../../domain/steps/steps-spec.ts';
import { castTo } from '../../expressions/cast.ts';
import { resolveWritten } from '../../expressions/written.ts';
import type { CallPlace, DeviceTools } from './device-call.ts';
import type { Arrival, Standing } from './steps-gate.ts';
import { Unwind } from './unwind.ts';

/** Waits; a runner that is lost meanwhile makes the next one wait again from the start. Throws when the time makes no sense. */
export async function waitSeconds(step: WaitStep, { samples, place }: CallPlace, { gate, journal }: DeviceTools): Promise<void> {
  const seconds = castTo('float', resolveWritten(step.seconds, samples[0]!.variables)) as number;
  if (!(seconds >= 0 && seconds <= STEPS_LIMITS.waitSeconds)) throw new Error(`a wait takes 0 to ${STEPS_LIMITS.waitSeconds} seconds, not ${seconds}`);
  const fact = { ...place, kind: step.kind, method: step.kind };
  await journal.room();
  journal.note({ ...fact, state: 'RUNNING', args: { seconds } });
  try {
    await gate.wait(seconds);
  } catch (error) {
    if (isCut(error)) journal.end({ ...fact, state: 'FAILED', error: 'the wait was cut short' });
    throw error;
  }
  journal.end({ ...fact, state: 'SUCCEEDED' });
}

/** Stands still until somebody acts. One that stood still when its runner was lost is done with the answer it has got since. */
export async function askPerson(step: PauseStep | InputStep, at: CallPlace & { readonly met: Arrival | null }, tools: DeviceTools): Promise<void> {
  const { gate, journal, output } = tools;
  const fact = { ...at.place, kind: step.kind, method: step.kind };
  if (gate.isCleanup && gate.isOrdered) {
    output.say(`the ${step.kind} step ${at.place.path} is left out: the task was told to end, so its cleanup asks nobody`);
    return journal.end({ ...fact, state: 'SKIPPED' });
  }
  const isMet = at.met?.hold === (step.kind === 'pause' ? 'INTERVENTION' : 'INPUT');
  if (!isMet) journal.note({ ...fact, state: 'RUNNING' });
  try {
    const answer = isMet ? at.met!.answer : await gate.hold(standingOf(step, at));
    const given = step.kind === 'input' ? keepAnswer(step, at, answer?.value ?? null) : null;
    journal.end({ ...fact, state: 'SUCCEEDED', output: given });
  } catch (error) {
    // One that is handed back still stands: whoever has it next takes the answer.
    if (isCut(error) && error.reason.by !== 'HANDED_BACK') journal.end({ ...fact, state: 'FAILED', error: 'the task was ended before somebody had answered' });
    throw error;
  }
}

function standingOf(step: PauseStep | InputStep, { place }: CallPlace): Standing {
  if (step.kind === 'pause') return { hold: 'INTERVENTION', message: step.message, step: place };
  return { hold: 'INPUT', message: step.prompt, prompt: { text: step.prompt, type: step.type }, step: place };
}

function keepAnswer(step: InputStep, { samples }: CallPlace, value: JsonValue): JsonValue {
  if (value === null) return null;
  const cast = castTo(step.type, value);
  samples[0]!.variables.set(step.name, cast);
  return cast;
}

function isCut(error: unknown): error is Unwind {
  return error instanceof Unwind && error.reason.by !== 'ABANDONED';
}
