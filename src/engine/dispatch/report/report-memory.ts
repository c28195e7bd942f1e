// What the last report of a session left behind, so that the next one of the same steps needs no reading before it is written.
import type { AttemptRef, ReportItem } from '../../../domain/dispatch/protocol.ts';
import type { PhaseSection } from '../../../domain/attempt/phase.ts';
import type { ReportedAttempt } from '../../../store/write/session.store.ts';
import { NOTHING_KNOWN, type KnownRecord } from '../../../store/write/step.store.ts';
import type { RecordBook } from './record-book.ts';
import type { ReportCall } from './report-books.ts';
import type { Fact } from './report-facts.ts';

/** Sessions that are remembered; the one that was silent the longest is forgotten first. */
export const MAX_REMEMBERED_SESSIONS = 1_000;

/** Where the steps of an attempt stand; an id is null until the report that makes it has been taken. */
interface Standing {
  /** The phase that is under way. */
  readonly phase: { readonly section: PhaseSection; readonly index: number; readonly id: string | null } | null;
  /** The step that is under way. */
  readonly step: { readonly key: string; readonly id: string | null; readonly storedTry: number } | null;
}

/** The one attempt whose steps a session reported last. */
interface Remembered extends Standing {
  readonly upTo: number;
  readonly attempt: ReportedAttempt;
}

/** What a report is taken to find in the books; the database confirms it, or the report is taken the long way. */
export interface Guess {
  readonly attempt: ReportedAttempt;
  /** The number that the report before must have had. */
  readonly after: number;
  readonly known: ReadonlyMap<ReportItem, KnownRecord>;
}

/** A report that was taken. */
export interface Taken {
  readonly upTo: number;
  /** What was written of phases and steps. */
  readonly records: RecordBook;
  /** What was on record before, as it was read or confirmed. */
  readonly known: ReadonlyMap<ReportItem, KnownRecord>;
}

type StepItem = Extract<ReportItem, { type: 'step' }>;
type PhaseItem = Extract<ReportItem, { type: 'phase' }>;

/** The memory of one server. It is never believed without being confirmed, so it may be wrong, and another server may have written meanwhile. */
export class ReportMemory {
  readonly #sessions = new Map<string, Remembered>();

  /** What to expect for a report that goes on where the last one ended: steps one after the other, each for the first time. Null for any other. */
  guess({ session, items }: ReportCall): Guess | null {
    const last = this.#sessions.get(session);
    if (!last || items.length === 0 || !items.every((item, i) => item.n === last.upTo + 1 + i && isOf(item, last.attempt))) return null;
    const known = new Map<ReportItem, KnownRecord>();
    let standing: Standing = last;
    for (const item of items) {
      if (item.type === 'log') continue;
      const next = item.type === 'phase' ? afterPhase(item, standing) : item.type === 'step' ? afterStep(item, standing) : null;
      if (next === null) return null;
      known.set(item, next.known);
      standing = next.standing;
    }
    return { attempt: last.attempt, after: last.upTo, known };
  }

  /** Remembers what a report that was taken has left behind, when it was about the steps of one attempt. */
  learn(session: string, facts: readonly Fact[], after: Taken): void {
    const last = this.#sessions.get(session);
    this.#sessions.delete(session);
    const attempt = facts.at(-1)?.attempt;
    if (!attempt || facts.some((fact) => fact.attempt.attemptId !== attempt.attemptId || fact.item.type === 'finish' || fact.item.type === 'hold')) return;
    const isSameAttempt = last?.attempt.attemptId === attempt.attemptId;
    const left = leftBehind(facts, after, isSameAttempt ? last : { phase: null, step: null });
    if (left) this.#sessions.set(session, { upTo: after.upTo, attempt, ...left });
    const [oldest] = this.#sessions.keys();
    if (this.#sessions.size > MAX_REMEMBERED_SESSIONS && oldest !== undefined) this.#sessions.delete(oldest);
  }

  /** What was remembered has proved wrong. */
  forget(session: string): void {
    this.#sessions.delete(session);
  }
}

interface Expected {
  readonly known: KnownRecord;
  readonly standing: Standing;
}

/** What the books must say of a phase that begins where none is under way, or of the one under way that ends; null for any other. */
function afterPhase(item: PhaseItem, { phase, step }: Standing): Expected | null {
  const begins = item.state === 'RUNNING';
  if (step !== null || begins !== (phase === null) || (phase !== null && !isSame(item, phase))) return null;
  const known = { ...NOTHING_KNOWN, phaseId: phase?.id ?? null, phaseState: begins ? null : ('RUNNING' as const) };
  return { known, standing: { phase: begins ? { section: item.section, index: item.index, id: null } : null, step: null } };
}

/** What the books must say of the step under way that ends, or of one that begins (or is told of by its end alone) for the first time; null for any other. */
function afterStep(item: StepItem, { phase, step }: Standing): Expected | null {
  if (phase === null || !isSame(item, phase)) return null;
  const ends = step !== null && step.key === keyOf(item);
  if (ends ? item.state === 'RUNNING' : step !== null || item.try !== 1) return null;
  const before = ends ? { stepId: step.id, stepState: 'RUNNING' as const, storedTry: step.storedTry, tries: item.try } : {};
  const opened = item.state === 'RUNNING' ? { key: keyOf(item), id: null, storedTry: 1 } : null;
  return { known: { ...NOTHING_KNOWN, phaseId: phase.id, phaseState: 'RUNNING', ...before }, standing: { phase, step: opened } };
}

/** Where the facts leave their attempt; null when that cannot be told. */
function leftBehind(facts: readonly Fact[], { records, known }: Pick<Taken, 'records' | 'known'>, before: Standing): Standing | null {
  let { phase, step } = before;
  for (const { item, attempt } of facts) {
    if (item.type === 'phase') {
      const row = records.phaseRow(attempt, item);
      if (!row) return null;
      phase = item.state === 'RUNNING' ? { section: item.section, index: item.index, id: row.id } : null;
    } else if (item.type === 'step') {
      const row = records.stepRow(attempt, item);
      if (!row) return null;
      // A step alone does not say that its phase is still under way: a fact before it must, or the books as they were read.
      const isUnderWay = phase === null ? records.phaseRow(attempt, item) === undefined && known.get(item)?.phaseState === 'RUNNING' : isSame(item, phase);
      if (!isUnderWay) return null;
      phase = { section: item.section, index: item.index, id: row.phaseId };
      step = row.state === 'RUNNING' ? { key: keyOf(item), id: row.id, storedTry: row.try } : null;
    }
  }
  return { phase, step };
}

function isOf(ref: AttemptRef, attempt: ReportedAttempt): boolean {
  return ref.attemptId === attempt.attemptId && ref.epoch === attempt.epoch;
}

function isSame(item: PhaseItem | StepItem, phase: Pick<NonNullable<Remembered['phase']>, 'section' | 'index'>): boolean {
  return item.section === phase.section && item.index === phase.index;
}

function keyOf({ section, index, path, sample, try: turn }: StepItem): string {
  return `${section} ${index} ${sample} ${turn} ${path}`;
}
