// Runs the trial: writers in one process, subscribers in another, one database of its own.
import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import { freshDatabase } from '../postgres/fresh-database.ts';
import { PlainDatabase } from './plain-database.ts';
import { ENTITIES, entityId, type SubscribersDone, type TrialEnd, type TrialSettings, type Verdict, type WritersDone } from './trial-message.ts';
import type { TrialStrategy } from './trial-strategy.ts';

/** What came of it. */
export interface TrialResult {
  readonly written: WritersDone;
  readonly verdicts: readonly Verdict[];
}

/** One trial with this tail in the subscribers' process. */
export async function runTrial(options: { strategy: TrialStrategy; seed: number; events: number }): Promise<TrialResult> {
  const fresh = await freshDatabase();
  const children: ChildProcess[] = [];
  try {
    await makeEntities(fresh.url);
    const settings: TrialSettings = { type: 'settings', url: fresh.url, ...options };
    const subscribers = startProcess('trial-subscribers.ts', settings, children);
    await answer(subscribers);
    const writers = startProcess('trial-writers.ts', settings, children);
    const written = (await answer(writers)) as WritersDone;
    subscribers.send({ type: 'end', lastSeq: written.lastSeq } satisfies TrialEnd);
    const { verdicts } = (await answer(subscribers)) as SubscribersDone;
    return { written, verdicts };
  } finally {
    for (const child of children) child.kill('SIGKILL');
    await fresh.drop();
  }
}

function startProcess(file: string, settings: TrialSettings, children: ChildProcess[]): ChildProcess {
  const child = fork(path.join(import.meta.dirname, file), { execArgv: [], stdio: ['ignore', 'inherit', 'inherit', 'ipc'] });
  children.push(child);
  child.send(settings);
  return child;
}

/** The next message of a process; its end without one is a failure of the trial. */
async function answer(child: ChildProcess): Promise<unknown> {
  const stop = new AbortController();
  const message = once(child, 'message', { signal: stop.signal }).then(([first]) => first as unknown);
  const exit = once(child, 'exit', { signal: stop.signal }).then(([code, signal]) => {
    throw new Error(`a process of the trial ended before its time: exit code ${code}, signal ${signal}`);
  });
  const loser = (error: Error) => {
    if (error.name !== 'AbortError') throw error;
  };
  try {
    return await Promise.race([message, exit]);
  } finally {
    message.catch(loser);
    exit.catch(loser);
    stop.abort();
  }
}

async function makeEntities(url: string): Promise<void> {
  const db = new PlainDatabase(url, 1);
  await db.pool.query('CREATE TABLE trial_entity (id uuid PRIMARY KEY, v int NOT NULL DEFAULT 0) WITH (fillfactor = 50)');
  const ids = Array.from({ length: ENTITIES }, (_, index) => entityId(index));
  await db.pool.query('INSERT INTO trial_entity (id) SELECT unnest($1::uuid[])', [ids]);
  await db.close();
}
