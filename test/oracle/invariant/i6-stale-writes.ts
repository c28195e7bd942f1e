// I6: an attempt that is not the task's own any more never changes anything.
import type { Sight } from '../oracle.ts';
import { judged, type Check } from '../oracle-report.ts';

/** A live leased attempt carries its task's epoch, no output of an older attempt follows that of a newer one, and forced stale writes were refused. */
export function staleWritesRefused({ rows, expectations }: Sight): Check {
  return judged('I6', 'a stale epoch never changes state', (finding) => {
    const epochOf = new Map(rows.tasks.map((task) => [task.id, task.epoch]));
    for (const attempt of rows.attempts.filter(({ fence }) => fence === 'LEASED')) {
      finding.count();
      const epoch = epochOf.get(attempt.taskId) ?? 0;
      if (attempt.epoch > epoch) finding.found(`attempt ${attempt.id} has the epoch ${attempt.epoch}, its task only ${epoch}`);
      if (attempt.state !== 'ENDED' && attempt.epoch !== epoch) finding.found(`attempt ${attempt.id} is live with the epoch ${attempt.epoch}, its task has ${epoch}`);
    }
    for (const { taskId, generation, backwards } of rows.outputs) {
      finding.count();
      if (backwards) finding.found(`in the output of task ${taskId}, generation ${generation}, an older attempt wrote after a newer one`);
    }
    const refused = rows.sessions.reduce((sum, session) => sum + session.staleWrites, 0);
    if (refused < (expectations.staleWrites ?? 0)) finding.found(`${expectations.staleWrites} stale writes were sent, only ${refused} were refused`);
  });
}
