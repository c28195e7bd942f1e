// What tasks write down while they run, outside of everything that is tested: when each attempt began, that it lived, when it ended.
import { appendFileSync, mkdtempSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';

/** How often a running task shows that it lives, in seconds. */
const TICK_SECONDS = 0.1;

interface Entry {
  readonly word: string;
  readonly taskId: string;
  readonly attemptNo: number;
  /** Nanoseconds of the machine's clock. */
  readonly at: bigint;
}

/** One file that all tasks of a load append to. */
export class TaskDiary {
  readonly #file = path.join(mkdtempSync(path.join(tmpdir(), 'switchyard-diary-')), 'diary');

  constructor() {
    appendFileSync(this.#file, '');
  }

  /** A command that takes so many seconds and keeps the diary. */
  command(seconds: number): object {
    const note = (word: string): string => `echo "${word} $SWITCHYARD_TASK_ID $SWITCHYARD_ATTEMPT_NO $(date +%s%N)" >> "$DIARY"`;
    const ticks = Math.round(seconds / TICK_SECONDS);
    const body = ticks === 0 ? [] : [`n=0; while [ $n -lt ${ticks} ]; do sleep ${TICK_SECONDS}; ${note('tick')}; n=$((n+1)); done`];
    return { binary: '/bin/sh', args: ['-c', [note('start'), ...body, note('end')].join('; ')], env: [{ name: 'DIARY', value: this.#file }] };
  }

  /** How often each task ran to its end. */
  ends(): ReadonlyMap<string, number> {
    const ended = this.#read().filter(({ word }) => word === 'end');
    return new Map([...Map.groupBy(ended, ({ taskId }) => taskId)].map(([id, entries]) => [id, entries.length]));
  }

  /** Whether that attempt came to its end. */
  hasEnded(taskId: string, attemptNo: number): boolean {
    return this.#read().some((entry) => entry.word === 'end' && entry.taskId === taskId && entry.attemptNo === attemptNo);
  }

  /** Tasks that are running: begun, not ended, and not silent for longer than a second. */
  running(): number {
    const now = BigInt(Date.now()) * 1_000_000n;
    const last = new Map(this.#read().map((entry) => [entry.taskId, entry]));
    return [...last.values()].filter(({ word, at }) => word !== 'end' && now - at < 1_000_000_000n).length;
  }

  /** How many attempts began before an earlier attempt of their task gave its last sign of life. */
  overlapping(): number {
    let found = 0;
    for (const entries of Map.groupBy(this.#read(), ({ taskId }) => taskId).values()) {
      const attempts = [...Map.groupBy(entries, ({ attemptNo }) => attemptNo)].toSorted(([a], [b]) => a - b).map(([, own]) => own);
      found += attempts.filter((own, i) => i > 0 && own[0]!.at <= attempts[i - 1]!.at(-1)!.at).length;
    }
    return found;
  }

  #read(): Entry[] {
    const lines = readFileSync(this.#file, 'utf8').split('\n').slice(0, -1); // the last is empty or not yet whole
    return lines.map((line) => {
      const [word = '', taskId = '', no, at = '0'] = line.split(' ');
      return { word, taskId, attemptNo: Number(no), at: BigInt(at) };
    });
  }
}
