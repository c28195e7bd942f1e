// Holds of a report: a task stands still, and its registers and its log say so.
import { countsAsHold } from '../../../domain/attempt/hold-fact.ts';
import type { HoldFact } from '../../../domain/dispatch/protocol.ts';
import { eventText, type EventData } from '../../../domain/event/event.ts';
import type { ReportedAttempt } from '../../../store/write/session.store.ts';
import type { KnownRecord } from '../../../store/write/step.store.ts';
import { updateTask } from '../../../store/write/task-write.store.ts';
import { emitTask } from '../../task/task-change.ts';
import { send, type Work } from '../../work.ts';
import type { BookedStep, RecordBook, RecordFact } from './record-book.ts';
import { placeData } from '../step-data.ts';

/** Longest prompt within an event, beside its message. */
const MAX_PROMPT_TEXT = 300;

/** A hold of an attempt, with what is on record for its step when it names one. */
export type HoldTold = Pick<RecordFact<HoldFact>, 'item' | 'attempt'> & { readonly known: KnownRecord | null };

/** Takes holds in their order, one task's after the other. */
export class HoldBook {
  readonly #work: Work;
  /** Registers of tasks that have come to stand still in this transaction. */
  readonly #held = new Map<string, ReportedAttempt['task']>();

  constructor(work: Work) {
    this.#work = work;
  }

  /** Runs of the tasks that stand still by now. */
  get runIds(): readonly string[] {
    return [...this.#held.values()].flatMap((task) => task.runId ?? []);
  }

  /** A task stands still, unless people have changed their mind meanwhile. */
  take({ item, attempt, known }: HoldTold, records: RecordBook): void {
    const task = this.#held.get(attempt.task.id) ?? attempt.task;
    if (!countsAsHold(item, task)) return;
    const { hold, holdN, message, prompt, step } = item;
    const at = step === undefined || known === null ? null : records.stepAt(attempt, step, known);
    this.#held.set(task.id, { ...task, hold, holdN });
    send(updateTask(this.#work.tx, task.id, {
      hold, hold_message: message, hold_prompt: prompt === undefined ? null : JSON.stringify(prompt), hold_step_id: at?.id ?? null, hold_n: holdN, pause_after: null, hold_answer: null,
      // Whose pause it was tells who may end it; any other hold has swallowed the pause.
      ...(hold === 'USER' ? {} : { paused_by_run: false }),
    }));
    emitTask(this.#work, 'task.held', task, { hold, holdN, message: eventText(message), ...promptData(item), ...stepPart(item, at) });
  }
}

function promptData({ prompt }: HoldFact): EventData {
  return prompt === undefined ? {} : { prompt: { text: eventText(prompt.text, MAX_PROMPT_TEXT), type: prompt.type } };
}

function stepPart({ step }: HoldFact, at: BookedStep | null): EventData {
  return step === undefined ? {} : { step: placeData({ ...step, try: at?.try ?? step.try }) };
}
