// I5: a subscriber that resumes from any place sees each later event once, in order; output lines are numbered without holes.
import { MAX_EVENT_DATA } from '../../../src/domain/event/event.ts';
import { EVENT_KINDS } from '../../../src/domain/event/kind.ts';
import type { EventFilter } from '../../../src/store/event/event-filter.store.ts';
import type { ClientSight, Sight } from '../oracle.ts';
import { judged, type Check, type Finding } from '../oracle-report.ts';
import type { EventFact, OracleRows } from '../oracle-rows.ts';

/** Compares what each client saw with the log behind the same filter, and the log and the output with their own numbering. */
export function everyEventOnce({ rows, clients }: Sight): Check {
  return judged('I5', 'every event once and in order, for every client; every output line numbered', (finding) => {
    checkLog(rows, finding);
    for (const client of clients) checkClient(client, rows, finding);
    for (const { taskId, generation, lines, last, next } of rows.outputs) {
      finding.count();
      if (lines !== last || last + 1 !== next) finding.found(`the output of task ${taskId}, generation ${generation}, has ${lines} lines, the last is ${last}, the next will be ${next}`);
    }
  });
}

function checkLog(rows: OracleRows, finding: Finding): void {
  const known = new Set<string>(EVENT_KINDS);
  let last = rows.floor;
  for (const event of rows.events) {
    finding.count();
    if (event.seq <= last) finding.found(`event ${event.seq} comes after event ${last}`);
    if (!known.has(event.kind)) finding.found(`event ${event.seq} has the unknown kind ${event.kind}`);
    if (JSON.stringify(event.data).length > MAX_EVENT_DATA) finding.found(`event ${event.seq} has more than ${MAX_EVENT_DATA} characters of data`);
    last = event.seq;
  }
}

function checkClient(client: ClientSight, rows: OracleRows, finding: Finding): void {
  const start = client.after ?? (client.events[0]?.seq ?? client.sawUpTo + 1) - 1;
  const expected = rows.events.filter((event) => event.seq > start && event.seq <= client.sawUpTo && matches(event, client.filter ?? {}));
  finding.count(expected.length);
  let last = start;
  for (const { seq } of client.events) {
    if (seq === last) finding.found(`${client.name} saw event ${seq} twice`);
    else if (seq < last) finding.found(`${client.name} saw event ${seq} after event ${last}`);
    last = seq;
  }
  const seen = new Map(client.events.map((event) => [event.seq, event]));
  for (const event of expected) {
    const sight = seen.get(event.seq);
    seen.delete(event.seq);
    if (!sight) finding.found(`${client.name} did not see event ${event.seq} (${event.kind})`);
    else if (sight.kind !== event.kind || sight.subjectId !== event.subjectId) finding.found(`${client.name} saw event ${event.seq} as ${sight.kind} of ${sight.subjectId}`);
  }
  for (const seq of seen.keys()) finding.found(`${client.name} saw event ${seq}, which the log does not have for it`);
}

function matches(event: EventFact, filter: Omit<EventFilter, 'reach'>): boolean {
  const { kinds, ...fields } = filter;
  return (kinds?.includes(event.kind) ?? true) && Object.entries(fields).every(([name, value]) => event[name as keyof typeof fields] === value);
}
