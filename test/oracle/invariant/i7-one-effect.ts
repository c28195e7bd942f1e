// I7: the same request id has one effect, and everybody who sent it got the same outcome.
import { isDeepStrictEqual } from 'node:util';
import type { Sight } from '../oracle.ts';
import { judged, type Check, type Finding } from '../oracle-report.ts';
import type { OracleRows } from '../oracle-rows.ts';

/** Events of one request id come from one transaction and end where its recorded outcome says; outcomes seen equal the recorded one. */
export function oneEffect({ rows, expectations }: Sight): Check {
  return judged('I7', 'the same request id has one effect and one outcome', (finding) => {
    const recorded = new Map(rows.requests.map((request) => [`${request.actorId} ${request.requestId}`, request]));
    checkEvents(rows, finding);
    for (const [key, { outcome }] of recorded) {
      finding.count();
      if (outcome === null) finding.found(`request ${key} has no outcome`);
    }
    for (const { actorId, requestId, outcome } of expectations.outcomes ?? []) {
      finding.count();
      const first = recorded.get(`${actorId} ${requestId}`)?.outcome;
      if (!isDeepStrictEqual(first, outcome)) finding.found(`request ${requestId} was answered ${JSON.stringify(outcome)}, on record is ${JSON.stringify(first)}`);
    }
  });
}

function checkEvents(rows: OracleRows, finding: Finding): void {
  const seqOf = new Map(rows.requests.map((request) => [`${request.actorId} ${request.requestId}`, request.outcome?.seq]));
  const byRequest = Map.groupBy(rows.events.filter((event) => event.requestId !== null), (event) => `${event.actorId} ${event.requestId}`);
  for (const [key, events] of byRequest) {
    finding.count();
    const transactions = new Set(events.map((event) => event.xid)).size;
    if (transactions > 1) finding.found(`request ${key} wrote events in ${transactions} transactions`);
    const last = events.at(-1)!.seq;
    // Forgotten after their retention: then only the transactions are judged.
    if (seqOf.has(key) && seqOf.get(key) !== last) finding.found(`request ${key} ended with event ${last}, its outcome says ${seqOf.get(key)}`);
    seqOf.delete(key);
  }
  for (const [key, seq] of seqOf) if (seq != null && seq > rows.floor) finding.found(`the outcome of request ${key} names event ${seq}, which no event of it has`);
}
