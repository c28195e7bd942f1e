// I12: what has succeeded is not run again unless a person asks for that very thing.
import type { Sight } from '../oracle.ts';
import { judged, type Check, type Finding } from '../oracle-report.ts';
import type { OracleRows, StepFact } from '../oracle-rows.ts';

/** A task that has completed starts again only after a person has reset it, or has set it aside by hand; a step that has succeeded and counts is not carried out again. */
export function nothingRepeated({ rows }: Sight): Check {
  return judged('I12', 'what has succeeded runs again only after a person has asked for it: tasks and steps', (finding) => {
    const completed = new Set<string>();
    for (const { seq, kind, taskId, actorId, data } of rows.events) {
      if (taskId === null) continue;
      if (kind === 'task.ended' && data['status'] === 'completed') completed.add(taskId);
      if (actorId !== null && isAskedFor(kind, data)) completed.delete(taskId);
      if (kind !== 'task.started') continue;
      finding.count();
      if (completed.has(taskId)) finding.found(`event ${seq} starts task ${taskId} again, which had completed`);
    }
    noStepTwice(rows, finding);
  });
}

/** An outside worker that starts it does so by a person's will, like one who resets it, sets another status by hand, or insists that it be enqueued. */
function isAskedFor(kind: string, data: OracleRows['events'][number]['data']): boolean {
  if (kind === 'task.edited') return data['status'] !== undefined;
  if (kind === 'task.ended' || kind === 'task.enqueued') return data['from'] === 'completed' && data['forced'] === true;
  return kind === 'task.reset' || kind === 'task.started';
}

/**
 * Rows come in the order in which they were made; a key without its last part is the step, for all of its tries. Nodes of a graph are another matter: some are
 * under way side by side, and what they gave is in the memory of their runner alone, so that the next attempt after a lost one has to have it again.
 */
function noStepTwice(rows: OracleRows, finding: Finding): void {
  const graphs = new Set(rows.tasks.filter(({ specKind }) => specKind === 'graph').map(({ id }) => id));
  const done = new Map<string, StepFact>();
  const open = new Map<string, StepFact>();
  for (const step of rows.steps) {
    if (graphs.has(step.taskId)) continue;
    finding.count();
    const name = `${step.taskId} ${step.key.slice(0, step.key.lastIndexOf('/'))}`;
    const first = done.get(name);
    if (first && !step.superseded) finding.found(`step ${step.key} of task ${step.taskId} was carried out again after ${first.key} had succeeded`);
    if (step.state === 'SUCCEEDED' && !step.superseded) done.set(name, step);
    const other = open.get(step.taskId);
    if (step.state === 'RUNNING' && other) finding.found(`steps ${other.key} and ${step.key} of task ${step.taskId} are both under way`);
    if (step.state === 'RUNNING') open.set(step.taskId, step);
  }
}
