// The course of a steps task: preparation once, the main part for every iteration, cleanup once, and what the end of it all is.
import { MAX_LINE_LENGTH, type AttemptEnd } from '../../domain/dispatch/protocol.ts';
import type { StepPlace } from '../../domain/steps/step-record.ts';
import type { Sample, StepsSpec } from '../../domain/steps/steps-spec.ts';
import type { Step } from '../../domain/steps/step.ts';
import type { AttemptOutput } from '../session/attempt-output.ts';
import { iterations, recordOf, scopesOf, type SampleScope } from './sample-scope.ts';
import type { StepHistory } from './step-history.ts';
import type { StepJournal } from './step-journal.ts';
import type { StepWalk } from './step-walk.ts';
import type { StepsGate } from './steps-gate.ts';
import { Unwind, unwound, type UnwindReason } from './unwind.ts';

/** With what the course is run. */
export interface CourseTools {
  readonly gate: StepsGate;
  readonly journal: StepJournal;
  readonly history: StepHistory;
  readonly output: Pick<AttemptOutput, 'say'>;
  readonly walk: StepWalk;
}

interface Phase {
  readonly section: Exclude<StepPlace['section'], 'node'>;
  readonly index: number;
  readonly steps: readonly Step[];
  readonly parameters: readonly Sample[];
}

const STATES = { STOPPED: 'STOPPED', FAILED: 'FAILED', BROKEN: 'FAILED' } as const;

/** Runs all that is not on record; null when nothing may be told of it any more. */
export async function runCourse(spec: StepsSpec, tools: CourseTools): Promise<AttemptEnd | null> {
  const { gate } = tools;
  const body = await unwound(() => prepAndMain(spec, tools));
  if (isAway(body) || body?.by === 'BROKEN') return endOf(body, null, gate);
  if (gate.isOrdered && gate.order?.cleanup === 'SKIP') return endOf(body, { by: 'STOPPED' }, gate);
  gate.isCleanup = true;
  const cleanup = await unwound(async () => void (await runPhase({ section: 'cleanup', index: 0, steps: spec.cleanup, parameters: [{}] }, tools)));
  return endOf(body, cleanup, gate);
}

async function prepAndMain(spec: StepsSpec, tools: CourseTools): Promise<void> {
  const { gate } = tools;
  await runPhase({ section: 'prep', index: 0, steps: spec.prep, parameters: [{}] }, tools);
  let index = 0;
  for (const parameters of iterations(spec.source)) {
    if (gate.endsIteration) return;
    const isNew = await runPhase({ section: 'main', index, steps: spec.main, parameters }, tools);
    index += 1;
    if (isNew) await gate.boundary('ITERATION');
  }
}

/** False when the phase was passed over: it has no steps, or is on record as succeeded. */
async function runPhase({ section, index, steps, parameters }: Phase, tools: CourseTools): Promise<boolean> {
  const { gate, journal, history, walk } = tools;
  await gate.breathe();
  if (history.isDone({ section, index }) || (steps.length === 0 && section !== 'main')) return false;
  await journal.room();
  const scopes = scopesOf(parameters);
  journal.phase({ section, index, state: 'RUNNING', parameters: recordOf(scopes).samples });
  const reason = await unwound(async () => {
    await walk.walk(steps, { section, index, path: '' }, scopes);
    // Everything was on record already; that the phase has ended is not.
    await gate.arrive();
  });
  if (isAway(reason)) throw new Unwind(reason);
  const outputs = outputsOf(scopes, `${section}[${index}]`, tools);
  journal.phase({ section, index, state: reason ? STATES[reason.by] : 'SUCCEEDED', outputs });
  if (reason) throw new Unwind(reason);
  return true;
}

function outputsOf(scopes: readonly SampleScope[], phase: string, { output }: CourseTools): readonly Sample[] {
  const { samples, cut } = recordOf(scopes);
  if (cut > 0) output.say(`the variables of ${cut} of ${scopes.length} samples of ${phase} are too large to be kept with the phase; they are left out of its outputs`);
  return samples;
}

/** Whether the work goes on elsewhere or nowhere: its phase stays open, the server closes it. */
function isAway(reason: UnwindReason | null): reason is Extract<UnwindReason, { readonly by: 'ABANDONED' | 'HANDED_BACK' }> {
  return reason?.by === 'ABANDONED' || reason?.by === 'HANDED_BACK';
}

function endOf(body: UnwindReason | null, cleanup: UnwindReason | null, gate: StepsGate): AttemptEnd | null {
  if (isAway(body) || isAway(cleanup)) return awayEnd(gate);
  // What failed before anybody asked for an end is the end that counts.
  const failed = body ?? null;
  if (failed && 'message' in failed) return { by: 'FAILED', message: failed.message.slice(0, MAX_LINE_LENGTH) };
  const ran = cleanup === null ? 'RAN' : 'SKIPPED';
  const { order } = gate;
  if (order?.verb === 'ABORT') return { by: 'ORDER', verb: 'ABORT', exitCode: null, signal: null };
  if (order?.verb === 'STOP' && order.after !== null && gate.isOrdered) {
    const what = order.after === 'STEP' ? 'after a step' : 'after an iteration';
    return { by: 'STOPPED', after: order.after, cleanup: ran, message: `stopped ${what}; the cleanup ${ran === 'RAN' ? 'was carried out' : 'was not carried out to its end'}` };
  }
  if (cleanup && 'message' in cleanup) return { by: 'FAILED', message: cleanup.message.slice(0, MAX_LINE_LENGTH) };
  return { by: 'DONE' };
}

/** The end of work that was ended from outside. */
export function awayEnd({ cause }: Pick<StepsGate, 'cause'>): AttemptEnd | null {
  if (cause?.by === 'HANDED_BACK') return cause;
  return cause?.by === 'ORDER' ? { ...cause, exitCode: null, signal: null } : null;
}
