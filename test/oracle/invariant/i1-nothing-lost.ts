// I1: no accepted task is lost; each one that is not ended can still go on.
import type { Sight } from '../oracle.ts';
import { judged, type Check, type Finding } from '../oracle-report.ts';

/** Every accepted id has its row or was deleted by somebody, every created noun in the log too; what is queued has a place, what is in progress an attempt. */
export function nothingLost({ rows, expectations }: Sight): Check {
  return judged('I1', 'no accepted task is lost', (finding) => {
    const deleted = rows.events.filter((event) => event.kind === 'task.deleted').map((event) => event.subjectId);
    const ids = new Set([...[...rows.tasks, ...rows.runs].map((row) => row.id), ...deleted]);
    const created = rows.events.filter((event) => event.kind === 'task.created' || event.kind === 'run.created').map((event) => event.subjectId);
    const answered = rows.requests.filter(({ op, outcome }) => outcome?.result === 'ACCEPTED' && CREATING.has(op)).map((request) => request.outcome!.subjectId);
    for (const id of new Set([...(expectations.accepted ?? []), ...answered, ...created])) {
      finding.count();
      if (!ids.has(id)) finding.found(`${id} was accepted and has no row`);
    }
    everyTaskHasItsPlace({ rows }, finding);
  });
}

const CREATING = new Set(['createTask', 'cloneTask', 'createRun', 'cloneRun']);

function everyTaskHasItsPlace({ rows }: Pick<Sight, 'rows'>, finding: Finding): void {
  const waiting = new Set(rows.items.map((item) => item.taskId));
  const live = new Map(rows.attempts.filter((attempt) => attempt.state !== 'ENDED').map((attempt) => [attempt.taskId, attempt]));
  for (const task of rows.tasks) {
    finding.count();
    const handedOut = live.get(task.id)?.state === 'CLAIMED';
    if (task.deleted) {
      if (waiting.has(task.id) || live.has(task.id)) finding.found(`task ${task.id} is deleted and still waits or runs`);
      continue;
    }
    if (task.status === 'queued' && !waiting.has(task.id) && !handedOut) finding.found(`task ${task.id} is queued and in no queue`);
    if (task.status !== 'queued' && waiting.has(task.id)) finding.found(`task ${task.id} is ${task.status} and still in a queue`);
    if (task.status === 'in_progress' && !live.has(task.id)) finding.found(`task ${task.id} is in progress and has no live attempt`);
  }
}
