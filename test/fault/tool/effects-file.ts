// Side effects of tasks: a file in which every program writes down that it began and that it came to its end, and what it says against the attempts on record.
import { existsSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { Connection } from '../../../src/store/database.ts';

/** One line of the file. */
export interface Effect {
  readonly word: 'start' | 'end';
  readonly attemptId: string;
  readonly taskId: string;
  /** Process group of the program. */
  readonly group: number;
}

/** What the records say of the effects. */
export interface EffectsVerdict {
  /** Contradictions between effects and attempts, in sentences; none when all is well. */
  readonly violations: readonly string[];
  readonly starts: number;
  readonly ends: number;
  /** Programs that were started for a task beyond its first: each belongs to an attempt of its own, after one that is on record as lost, handed back or failed. */
  readonly repeats: number;
  /** Attempts by outcome. */
  readonly outcomes: Readonly<Record<string, number>>;
}

interface AttemptRow {
  readonly id: string;
  readonly taskId: string;
  readonly no: number;
  readonly outcome: string | null;
}

/** Of tasks that write into the file; others leave no effects. */
const ATTEMPTS = { name: 'test_effects_attempts', text: `SELECT attempt.id, task_id AS "taskId", no, outcome FROM attempt JOIN task ON task.id = attempt.task_id WHERE position($1 IN task.spec::text) > 0 ORDER BY task_id, no` };

/** A file of effects on the disk of this machine. */
export class EffectsFile {
  readonly file = path.join(mkdtempSync(path.join(tmpdir(), 'switchyard-effects-')), 'effects');

  constructor() {
    writeFileSync(this.file, '');
  }

  /** A command that writes `start`, takes that long, and writes `end`. One short line each: appending them cannot mix them up. */
  command(seconds: number, exitCode = 0): object {
    const line = (word: string): string => `echo "${word} $SWITCHYARD_ATTEMPT $SWITCHYARD_TASK_ID $$" >> "$EFFECTS"`;
    const script = `${line('start')}; sleep ${seconds}; ${line('end')}; exit ${exitCode}`;
    return { command: { binary: '/bin/sh', args: ['-c', script], env: [{ name: 'EFFECTS', value: this.file }] } };
  }

  lines(): readonly Effect[] {
    return readFileSync(this.file, 'utf8').split('\n').filter((line) => line !== '').map((line) => {
      const [word, attemptId = '', taskId = '', group] = line.split(' ');
      return { word: word as Effect['word'], attemptId, taskId, group: Number(group) };
    });
  }

  /** Every process group that a program has had. */
  get groups(): readonly number[] {
    return [...new Set(this.lines().map(({ group }) => group))];
  }

  /** Whether the program of this task has begun. */
  hasStarted(taskId: string): boolean {
    return this.lines().some((effect) => effect.taskId === taskId);
  }

  /** How many programs run at the moment: begun, not at their end, and not killed. */
  get running(): number {
    const lines = this.lines();
    const ended = new Set(lines.filter(({ word }) => word === 'end').map(({ attemptId }) => attemptId));
    return lines.filter(({ word, attemptId, group }) => word === 'start' && !ended.has(attemptId) && existsSync(`/proc/${group}`)).length;
  }

  /** Judges: each program belongs to an attempt on record and was started once; a completed attempt has its end. */
  async judge(db: Connection): Promise<EffectsVerdict> {
    const attempts = await db.query<AttemptRow>(ATTEMPTS, [this.file]);
    const lines = this.lines();
    const starts = lines.filter(({ word }) => word === 'start');
    const ends = lines.filter(({ word }) => word === 'end');
    const violations = [...strangers(lines, attempts), ...attempts.flatMap((attempt) => contradictions(attempt, count(starts, attempt.id), count(ends, attempt.id))), ...secondLives(attempts)];
    const outcomes = Object.fromEntries([...Map.groupBy(attempts, ({ outcome }) => outcome ?? 'LIVE')].map(([outcome, rows]) => [outcome, rows.length]));
    return { violations, starts: starts.length, ends: ends.length, repeats: starts.length - new Set(starts.map(({ taskId }) => taskId)).size, outcomes };
  }
}

function count(lines: readonly Effect[], attemptId: string): number {
  return lines.filter((line) => line.attemptId === attemptId).length;
}

function strangers(lines: readonly Effect[], attempts: readonly AttemptRow[]): readonly string[] {
  const known = new Map(attempts.map(({ id, taskId }) => [id, taskId]));
  return lines.filter(({ attemptId, taskId }) => known.get(attemptId) !== taskId).map(({ word, attemptId }) => `a program wrote ${word} for the attempt ${attemptId}, which is not on record`);
}

function contradictions({ id, outcome }: AttemptRow, starts: number, ends: number): readonly string[] {
  if (starts > 1 || ends > 1) return [`the program of attempt ${id} was started ${starts} times and ended ${ends} times`];
  if (outcome === 'COMPLETED' && (starts !== 1 || ends !== 1)) return [`attempt ${id} is COMPLETED, its program started ${starts} times and ended ${ends} times`];
  return [];
}

/** After an attempt that completed nothing may follow: a task is repeated only after what is on record as not done. */
function secondLives(attempts: readonly AttemptRow[]): readonly string[] {
  return [...Map.groupBy(attempts, ({ taskId }) => taskId).values()].flatMap((rows) =>
    rows.slice(0, -1).filter(({ outcome }) => outcome === 'COMPLETED').map(({ no, taskId }) => `task ${taskId} was run again after its attempt ${no} had completed`));
}
