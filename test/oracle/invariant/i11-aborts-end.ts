// I11: what was told to end ends, and nothing of it starts again by itself.
import type { Sight } from '../oracle.ts';
import { judged, type Check, type Finding } from '../oracle-report.ts';
import type { OracleRows } from '../oracle-rows.ts';

/** Seconds within which an ordered task must have ended when nobody says otherwise: the longest grace in use, a lease and a sweep. */
export const END_SECONDS = 120;

/** Judged from the log for starts after an order or after the end of a run, from the rows for orders that stand too long. */
export function abortsEnd({ rows, expectations }: Sight): Check {
  return judged('I11', 'aborts end, and nothing aborted starts again by itself', (finding) => {
    const latest = rows.now - (expectations.endSeconds ?? END_SECONDS) * 1_000;
    for (const task of rows.tasks.filter(({ orderVerb }) => orderVerb !== null)) {
      finding.count();
      if (task.orderAt === null || task.orderAt < latest) finding.found(`task ${task.id} was told to ${task.orderVerb} ${Math.round((rows.now - (task.orderAt ?? 0)) / 1_000)} s ago and has not ended`);
    }
    nothingStartsAgain(rows, finding);
  });
}

function nothingStartsAgain(rows: OracleRows, finding: Finding): void {
  const told = new Set<string>();
  const endedRuns = new Map<string, unknown>();
  const givenBack = new Set<string>();
  for (const { seq, kind, taskId, runId, subjectId, actorId, data } of rows.events) {
    if (kind === 'run.deactivated') endedRuns.set(subjectId, data['deactivated']);
    if (taskId === null) continue;
    if (kind === 'task.ordered' || (kind === 'task.ended' && data['status'] === 'stopped')) told.add(taskId);
    noteEnd(givenBack, taskId, data['attempt']);
    if (kind !== 'task.enqueued' && kind !== 'task.requeued' && kind !== 'task.started') continue;
    finding.count();
    // What had begun when its run was finished goes on, also when its runner has given it back unharmed.
    const goesOn = runId !== null && endedRuns.get(runId) === 'FINISHED' && kind !== 'task.enqueued' && givenBack.has(taskId);
    if (runId !== null && endedRuns.has(runId) && !goesOn) finding.found(`event ${seq} (${kind}) takes up task ${taskId} of run ${runId}, which has been deactivated`);
    if ((kind === 'task.enqueued' || kind === 'task.started') && actorId !== null) told.delete(taskId);
    if (told.has(taskId)) finding.found(`event ${seq} (${kind}) takes up task ${taskId}, which was told to end, without a person's will`);
  }
}

/** Keeps who was given back by its last attempt. */
function noteEnd(givenBack: Set<string>, taskId: string, told: unknown): void {
  const attempt = told as { readonly state?: string; readonly outcome?: string } | undefined;
  if (attempt?.state !== 'ENDED') return;
  if (attempt.outcome === 'HANDED_BACK') givenBack.add(taskId);
  else givenBack.delete(taskId);
}
