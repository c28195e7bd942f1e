// One call of a device: on record before it is made, and what it gave afterwards.
import type { DeckDescription } from '../../domain/deck/deck.ts';
import type { StepFact } from '../../domain/dispatch/protocol.ts';
import type { CallStep } from '../../domain/steps/step.ts';
import type { StepPlace } from '../../domain/steps/step-record.ts';
import type { DeckHouse } from '../deck/deck-house.ts';
import type { AttemptOutput } from '../session/attempt-output.ts';
import { argumentsOf, keepResult, keptResult, recordedArguments, resultFault } from './call-values.ts';
import type { SampleScope } from './sample-scope.ts';
import type { StepJournal } from './step-journal.ts';
import type { StepsGate } from './steps-gate.ts';

/** With what steps are carried out. */
export interface DeviceTools {
  /** Name of the deck that the task has to itself. */
  readonly deck: string;
  readonly house: Pick<DeckHouse, 'call' | 'decks'>;
  readonly gate: StepsGate;
  readonly journal: StepJournal;
  readonly output: Pick<AttemptOutput, 'say' | 'add'>;
}

/** For whom, and which try. */
export interface CallPlace {
  readonly samples: readonly SampleScope[];
  readonly place: StepPlace;
}

/** Calls the method; throws when it fails, and then no variable has changed. */
export async function callDevice(step: CallStep, { samples, place }: CallPlace, { deck, house, gate, journal, output }: DeviceTools): Promise<void> {
  const { instrument, method } = step;
  const fact = { ...place, kind: step.kind, method: `${instrument}.${method}` };
  const args = argumentsOf(step, samples);
  await begun({ ...fact, state: 'RUNNING', args: recordedArguments(args) }, { journal, isRepeatable: isRepeatable(house.decks.find(({ name }) => name === deck), step) });
  // The lease may have ended while the server was asked: then the device may be another's by now.
  gate.checkAlive();
  const result = await house.call(deck, { instrument, method, args }, { signal: gate.killed, onLog: (line) => output.add('STDOUT', [line]) });
  gate.checkAlive();
  gate.rested();
  const kept = keptResult(result);
  const fault = 'fault' in kept ? kept.fault : resultFault(step, kept.value);
  if ('fault' in kept || fault !== null) throw new Error(fault ?? 'nothing can be kept');
  keepResult(step, kept.value, samples);
  journal.end({ ...fact, state: 'SUCCEEDED', output: kept.value });
}

/** Whether a method says that a second call does no harm. */
function isRepeatable(deck: DeckDescription | undefined, { instrument, method }: CallStep): boolean {
  return deck?.instruments.find(({ name }) => name === instrument)?.methods[method]?.repeatable === true;
}

/** On record before the device is called; what may be called twice is told and goes on while there is room for facts on their way. */
async function begun(fact: StepFact, { journal, isRepeatable }: { readonly journal: StepJournal; readonly isRepeatable: boolean }): Promise<void> {
  if (!isRepeatable) return journal.begin(fact);
  journal.note(fact);
  await journal.room();
}
