// Judging events as they come: whatever is known when, they come out in order, each once, and only those that may.
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { JudgedEvents, MAX_UNJUDGED } from '../../src/api/graphql/live/feed/judged-events.ts';
import type { Actor } from '../../src/domain/access.ts';
import type { LoggedEvent } from '../../src/domain/event/event.ts';
import { EventJudge, learnProjects } from '../../src/events/event-judge.ts';
import type { Connection } from '../../src/store/database.ts';

const READER: Actor = { userId: 'u', name: 'reader', role: 'viewer', grants: [{ path: '/own', role: 'viewer' }] };
const PROJECTS = [['p0', '/own'], ['p1', '/other'], ['p2', '/own/below'], ['p3', '/owned']] as const;
const OWN = new Set<string | null>(['p0', 'p2', null]);

function event(seq: number, projectId: string | null, over: Partial<LoggedEvent> = {}): LoggedEvent {
  return { seq, at: new Date(0), kind: 'task.moved', subjectId: 's', projectId, runId: null, taskId: null, queueId: null, actorId: null, requestId: null, data: {}, ...over };
}

/** A table whose statements are answered when the test says so. */
class SlowTable implements Connection {
  #waiting: { readonly answer: (rows: unknown[]) => void; readonly fail: (error: unknown) => void; readonly known: unknown }[] = [];
  asked = 0;

  query<Row>(_: unknown, [known]: readonly unknown[]): Promise<Row[]> {
    this.asked += 1;
    return new Promise((resolve, reject) => {
      this.#waiting.push({ answer: resolve as (rows: unknown[]) => void, fail: reject, known });
    });
  }

  /** Answers the oldest statement with all projects, unless the asker has as many. */
  async answer(): Promise<void> {
    const one = this.#waiting.shift();
    one?.answer(one.known === PROJECTS.length ? [] : PROJECTS.map(([id, path]) => ({ id, path })));
    await settle();
  }

  async fail(error: unknown): Promise<void> {
    this.#waiting.shift()?.fail(error);
    await settle();
  }

  get isAsked(): boolean {
    return this.#waiting.length > 0;
  }
}

/** Lets every promise that can go on do so. */
function settle(): Promise<void> {
  return new Promise((resolve) => {
    setImmediate(resolve);
  });
}

type Doing = { readonly do: 'event'; readonly project: string | null } | { readonly do: 'answer' } | { readonly do: 'learn'; readonly n: number };

const doings: fc.Arbitrary<Doing[]> = fc.array(
  fc.oneof(
    { weight: 6, arbitrary: fc.constantFrom('p0', 'p1', 'p2', 'p3', null).map((project) => ({ do: 'event', project }) as const) },
    { weight: 1, arbitrary: fc.constant({ do: 'answer' } as const) },
    { weight: 1, arbitrary: fc.nat(PROJECTS.length - 1).map((n) => ({ do: 'learn', n }) as const) },
  ),
  { maxLength: 40 },
);

test('events come out in the order of the log, each once, exactly those of projects in reach and of none, whenever their projects become known', async () => {
  await fc.assert(fc.asyncProperty(doings, async (all) => {
    const table = new SlowTable();
    const out: number[] = [];
    const judged = new JudgedEvents(new EventJudge(table, READER), { onEvent: ({ seq }) => void out.push(seq), onFault: (error) => { throw error; } });
    const wanted: number[] = [];
    for (const [seq, doing] of all.entries()) {
      if (doing.do === 'answer') await table.answer();
      else if (doing.do === 'learn') learnProjects(table, [event(seq, null, { kind: 'project.created', subjectId: PROJECTS[doing.n]![0], data: { path: PROJECTS[doing.n]![1] } })]);
      else {
        judged.take(event(seq, doing.project));
        if (OWN.has(doing.project)) wanted.push(seq);
      }
      // At no time anything that is not the beginning of what has to come.
      expect(out).toEqual(wanted.slice(0, out.length));
    }
    await settle();
    while (table.isAsked) await table.answer();
    expect(out).toEqual(wanted);
  }), { numRuns: 150 });
});

test('a project that is in no table is nobody\'s: its events pass by, and what follows comes', async () => {
  const table = new SlowTable();
  const out: number[] = [];
  const judged = new JudgedEvents(new EventJudge(table, READER), { onEvent: ({ seq }) => void out.push(seq), onFault: (error) => { throw error; } });
  judged.take(event(1, 'nowhere'));
  judged.take(event(2, 'p0'));
  await table.answer();
  expect(out).toEqual([2]);
});

test('when the table cannot be read the reading ends with why, and gives no event beyond; so it does when too many wait', async () => {
  const lost = new Error('the database is away');
  for (const end of ['failure', 'flood'] as const) {
    const table = new SlowTable();
    const [out, faults]: [number[], unknown[]] = [[], []];
    const judged = new JudgedEvents(new EventJudge(table, READER), { onEvent: ({ seq }) => void out.push(seq), onFault: (error) => void faults.push(error) });
    judged.take(event(0, null));
    for (let seq = 1; seq <= (end === 'flood' ? MAX_UNJUDGED + 1 : 3); seq++) judged.take(event(seq, seq === 1 ? 'p0' : null));
    if (end === 'failure') await table.fail(lost);
    else await table.answer();
    judged.take(event(MAX_UNJUDGED + 2, null));
    expect(out).toEqual([0]);
    expect(faults).toHaveLength(1);
    if (end === 'failure') expect(faults[0]).toBe(lost);
  }
});

test('a reading that was closed gives nothing more, also of what is being looked up', async () => {
  const table = new SlowTable();
  const out: number[] = [];
  const judged = new JudgedEvents(new EventJudge(table, READER), { onEvent: ({ seq }) => void out.push(seq), onFault: (error) => { throw error; } });
  judged.take(event(1, 'p0'));
  judged.close();
  await table.answer();
  judged.take(event(2, 'p0'));
  expect(out).toEqual([]);
});
