// Phases and steps of reports: each fact is held against what is on record, then all that changes is written at once.
import { stepChange } from '../../../domain/attempt/step-fact.ts';
import type { PhaseState } from '../../../domain/attempt/phase.ts';
import type { PhaseFact, ReportItem, StepFact } from '../../../domain/dispatch/protocol.ts';
import { invalid } from '../../../domain/input/check.ts';
import type { StepPlace, StepState } from '../../../domain/steps/step-record.ts';
import type { ReportedAttempt } from '../../../store/write/session.store.ts';
import { writePhases, writeSteps, type KnownRecord, type PhaseRow, type RecordKey, type StepRow } from '../../../store/write/step.store.ts';
import { emitTask } from '../../task/task-change.ts';
import { send, type Work } from '../../work.ts';
import { phaseData, stepData } from '../step-data.ts';

/** One fact with the attempt that it is of and what is on record for its place. */
export interface RecordFact<Item> {
  readonly item: Item;
  readonly attempt: ReportedAttempt;
  readonly known: KnownRecord;
}

/** A step as it stands after the facts so far. */
export interface BookedStep {
  readonly id: string;
  readonly state: StepState;
  /** The number of the try in the books. */
  readonly try: number;
}

/** The place that an item speaks of; null when it speaks of none. */
export function recordKeyOf(item: ReportItem): RecordKey | null {
  const { attemptId } = item;
  switch (item.type) {
    case 'phase':
      return { attemptId, section: item.section, index: item.index };
    case 'step':
      return { attemptId, ...placeOf(item) };
    case 'hold':
      return item.step === undefined ? null : { attemptId, ...placeOf(item.step) };
    default:
      return null;
  }
}

/** What the facts of one transaction change, in their order. */
export class RecordBook {
  readonly #work: Work;
  readonly #phases = new Map<string, PhaseRow>();
  readonly #steps = new Map<string, StepRow>();
  /** New tries of each step. */
  readonly #added = new Map<string, number>();

  constructor(work: Work) {
    this.#work = work;
  }

  /** A phase begins or ends. */
  takePhase({ item, attempt, known }: RecordFact<PhaseFact>): void {
    const key = phaseKey(attempt, item);
    const before = this.#phases.get(key);
    const was: PhaseState | null = before?.state ?? known.phaseState;
    const id = before?.id ?? known.phaseId ?? this.#work.engine.newId();
    const { section, index, state } = item;
    const row = { id, isNew: before?.isNew ?? known.phaseId === null, taskId: attempt.task.id, generation: attempt.generation, section, index, state, parameters: item.parameters ?? before?.parameters ?? null, outputs: item.outputs ?? null };
    this.#phases.set(key, row);
    if (was !== state) emitTask(this.#work, 'task.phase', attempt.task, { phase: phaseData(row), generation: attempt.generation, attemptNo: attempt.no });
  }

  /** A step begins or ends. Throws INVALID for one without a phase, and for a try that is not the next. */
  takeStep(fact: RecordFact<StepFact & { readonly n: number }>): void {
    const { item, attempt, known } = fact;
    const before = this.#steps.get(stepKey(attempt, item));
    const tries = known.tries + (this.#added.get(turnKey(attempt, item)) ?? 0);
    const change = stepChange(item, { state: before?.state ?? known.stepState, tries });
    if (change === null) invalid(['items', String(item.n), 'try'], `the next try of step ${item.path} for sample ${item.sample} is ${tries + 1}, not ${item.try}`);
    if (change === 'NOTHING') return;
    const row = change === 'END' ? endedRow(fact, before) : this.#newRow(fact);
    this.#steps.set(stepKey(attempt, item), row);
    const told = { ...item, id: row.id, try: row.try };
    emitTask(this.#work, 'task.step', attempt.task, { step: stepData(told, item.error), generation: attempt.generation, attemptNo: attempt.no });
  }

  /** The step at a place, as it stands by now; null when it has no record. */
  stepAt(attempt: ReportedAttempt, place: StepPlace, known: KnownRecord): BookedStep | null {
    const row = this.#steps.get(stepKey(attempt, place));
    if (row) return { id: row.id, state: row.state, try: row.try };
    return known.stepId === null ? null : { id: known.stepId, state: known.stepState!, try: known.storedTry };
  }

  /** What is written of a phase; undefined when nothing is. */
  phaseRow(attempt: ReportedAttempt, phase: Pick<PhaseFact, 'section' | 'index'>): PhaseRow | undefined {
    return this.#phases.get(phaseKey(attempt, phase));
  }

  /** What is written of a step; undefined when nothing is. */
  stepRow(attempt: ReportedAttempt, place: StepPlace): StepRow | undefined {
    return this.#steps.get(stepKey(attempt, place));
  }

  /** Sends all that changes. */
  write(): void {
    if (this.#phases.size > 0) send(writePhases(this.#work.tx, [...this.#phases.values()]));
    if (this.#steps.size > 0) send(writeSteps(this.#work.tx, [...this.#steps.values()]));
  }

  #newRow({ item, attempt, known }: RecordFact<StepFact & { readonly n: number }>): StepRow {
    const phaseId = this.#phases.get(phaseKey(attempt, item))?.id ?? known.phaseId;
    if (phaseId === null) invalid(['items', String(item.n)], `a step of ${item.section} ${item.index} came before its phase: report the phase first`);
    const added = this.#added.get(turnKey(attempt, item)) ?? 0;
    this.#added.set(turnKey(attempt, item), added + 1);
    return { ...rowOf(item, attempt), isNew: true, id: this.#work.engine.newId(), phaseId, try: known.storedTry + added };
  }
}

/** The end of a step that began in this transaction or before; what it began with stays. */
function endedRow({ item, attempt, known }: RecordFact<StepFact>, before: StepRow | undefined): StepRow {
  const { state, output, error } = rowOf(item, attempt);
  if (before) return { ...before, state, error, ...(output === undefined ? {} : { output }) };
  return { ...rowOf(item, attempt), isNew: false, id: known.stepId!, phaseId: known.phaseId!, try: known.storedTry };
}

function rowOf(item: StepFact, attempt: ReportedAttempt): Omit<StepRow, 'id' | 'isNew' | 'phaseId' | 'try'> {
  const { path, sample, kind, method, args = {}, state, output, error = null } = item;
  return { taskId: attempt.task.id, generation: attempt.generation, attemptNo: attempt.no, path, sample, kind, method, args, state, error, ...(output === undefined ? {} : { output }) };
}

function placeOf({ section, index, path, sample, try: turn }: StepPlace): StepPlace {
  return { section, index, path, sample, try: turn };
}

function phaseKey(attempt: ReportedAttempt, { section, index }: Pick<PhaseFact, 'section' | 'index'>): string {
  return `${attempt.attemptId} ${section} ${index}`;
}

function turnKey(attempt: ReportedAttempt, place: StepPlace): string {
  return `${phaseKey(attempt, place)} ${place.sample} ${place.path}`;
}

function stepKey(attempt: ReportedAttempt, place: StepPlace): string {
  return `${turnKey(attempt, place)} ${place.try}`;
}
