// I2: at most one live attempt per task, now and in all of its history.
import type { Sight } from '../oracle.ts';
import { judged, type Check, type Finding } from '../oracle-report.ts';
import type { AttemptFact, TaskFact } from '../oracle-rows.ts';

/** Attempts of one task follow each other: numbers without gaps, rising epochs, and no two at the same time. */
export function oneLiveAttempt({ rows }: Sight): Check {
  return judged('I2', 'at most one live attempt per task, at any time', (finding) => {
    const tasks = new Map(rows.tasks.map((task) => [task.id, task]));
    for (const [taskId, attempts] of Map.groupBy(rows.attempts, (attempt) => attempt.taskId)) {
      finding.count(attempts.length);
      checkHistory(attempts, finding);
      checkNewest(attempts.at(-1)!, tasks.get(taskId), finding);
    }
    for (const task of rows.tasks.filter(({ attemptNo, deleted }) => attemptNo > 0 && !deleted)) {
      if (!rows.attempts.some((attempt) => attempt.taskId === task.id)) finding.found(`task ${task.id} has had ${task.attemptNo} attempts and no row of one`);
    }
  });
}

/** In the order of their numbers. */
function checkHistory(attempts: readonly AttemptFact[], finding: Finding): void {
  attempts.forEach((attempt, i) => {
    const name = `attempt ${attempt.no} of task ${attempt.taskId}`;
    const next = attempts[i + 1];
    if (attempt.no !== i + 1) finding.found(`${name} is the ${i + 1}. one`);
    if ((attempt.state === 'ENDED') !== (attempt.endedAt !== null)) finding.found(`${name} is ${attempt.state} and ended at ${attempt.endedAt}`);
    if (attempt.endedAt !== null && attempt.endedAt < attempt.claimedAt) finding.found(`${name} ended before it was claimed`);
    if (!next) return;
    if (attempt.endedAt === null) finding.found(`${name} is live, and so is attempt ${next.no}`);
    else if (attempt.endedAt > next.claimedAt) finding.found(`${name} ended ${attempt.endedAt - next.claimedAt} ms after attempt ${next.no} was claimed`);
    if (next.epoch <= attempt.epoch) finding.found(`${name} has the epoch ${attempt.epoch}, attempt ${next.no} has ${next.epoch}`);
  });
}

function checkNewest(newest: AttemptFact, task: TaskFact | undefined, finding: Finding): void {
  if (!task) return finding.found(`attempt ${newest.id} belongs to no task`);
  if (newest.no !== task.attemptNo) finding.found(`task ${task.id} counts ${task.attemptNo} attempts, the newest is ${newest.no}`);
}
