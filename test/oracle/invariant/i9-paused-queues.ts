// I9: a paused queue starts nothing, a draining one takes nothing new from people.
import type { QueueState } from '../../../src/domain/queue/queue.ts';
import type { Sight } from '../oracle.ts';
import { judged, notJudged, type Check } from '../oracle-report.ts';

const NAME = 'a paused queue starts nothing, a draining one takes nothing new';

/**
 * Exact by `seq`: what leaves a queue to be started takes its number while it holds the queue's lock shared, a change of state
 * while it holds it alone. What had left its queue before, to an outside worker or by a person's hand, may start at any time.
 * Of enqueued tasks only those without a run are judged: the system may put others where they belong.
 */
export function pausedQueues({ rows }: Sight): Check {
  if (rows.floor > 0) return notJudged('I9', NAME, `the whole log, which begins after ${rows.floor}`);
  return judged('I9', NAME, (finding) => {
    const states = new Map<string, QueueState>();
    for (const { seq, kind, subjectId, taskId, queueId, runId, actorId, data } of rows.events) {
      if (kind === 'queue.created' || kind === 'queue.state') states.set(subjectId, data['state'] as QueueState);
      const state = queueId === null ? undefined : states.get(queueId);
      const leaves = (kind === 'task.started' || kind === 'task.handed_out') && data['item'] === null;
      if (leaves || kind === 'task.enqueued') finding.count();
      if (leaves && state === 'PAUSED') finding.found(`event ${seq} starts task ${taskId} from queue ${queueId} while it is paused`);
      if (kind === 'task.enqueued' && state === 'DRAINING' && actorId !== null && runId === null) finding.found(`event ${seq} puts task ${taskId} into queue ${queueId} while it drains`);
    }
  });
}
