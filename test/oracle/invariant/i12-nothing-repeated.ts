// I12: what has succeeded is not run again unless a person asks for that very thing.
import type { Sight } from '../oracle.ts';
import { judged, type Check } from '../oracle-report.ts';

/** As far as whole tasks go: one that has completed starts again only after a person has reset it. Steps within a task have no rows yet. */
export function nothingRepeated({ rows }: Sight): Check {
  return judged('I12', 'a completed task runs again only after a person has reset it (tasks; steps have no rows yet)', (finding) => {
    const completed = new Set<string>();
    for (const { seq, kind, taskId, actorId, data } of rows.events) {
      if (taskId === null) continue;
      if (kind === 'task.ended' && data['status'] === 'completed') completed.add(taskId);
      if (kind === 'task.reset' && actorId !== null) completed.delete(taskId);
      if (kind !== 'task.started') continue;
      finding.count();
      if (completed.has(taskId)) finding.found(`event ${seq} starts task ${taskId} again, which had completed`);
    }
  });
}
