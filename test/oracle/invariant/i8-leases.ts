// I8: every live leased attempt belongs to a living session; when a lease is over its work is reclaimed; slots belong to what runs.
import type { Sight } from '../oracle.ts';
import { judged, type Check, type Finding } from '../oracle-report.ts';
import type { OracleRows } from '../oracle-rows.ts';

/** Seconds that a live attempt may outlast its lease: two sweeps of the reaper, and room for a busy machine. */
export const SWEEP_SLACK_SECONDS = 5;

/** A live attempt has its runner's session, and the lease of it has not been over for longer than a sweep takes. */
export function leasesHold({ rows, expectations }: Sight): Check {
  return judged('I8', 'live attempts belong to living sessions', (finding) => {
    const latest = rows.now - (expectations.sweepSeconds ?? SWEEP_SLACK_SECONDS) * 1_000;
    const runners = new Map(rows.runners.map((runner) => [runner.id, runner]));
    for (const attempt of rows.attempts) {
      if (attempt.state === 'ENDED' || attempt.fence !== 'LEASED') continue;
      finding.count();
      const runner = runners.get(attempt.runnerId ?? '');
      const name = `attempt ${attempt.id}`;
      if (!runner) finding.found(`${name} is live and has no runner`);
      else if (attempt.claimedAt < latest && runner.sessionId !== attempt.sessionId) finding.found(`${name} is live, the session that claimed it is over`);
      else if (runner.sessionId === attempt.sessionId && (runner.leaseUntil ?? 0) < latest) finding.found(`${name} is live, the lease of ${runner.name} ended ${Math.round((rows.now - (runner.leaseUntil ?? 0)) / 1_000)} s ago`);
    }
    slotsHold(rows, finding);
    const current = new Set(rows.runners.map((runner) => runner.sessionId));
    for (const session of rows.sessions) {
      finding.count();
      if ((session.endedAt === null) !== current.has(session.id)) finding.found(`session ${session.id} ${session.endedAt === null ? 'has not ended and is no runner\'s' : 'has ended and is still its runner\'s'}`);
    }
  });
}

/** Each slot that is taken is a live attempt's, and each live attempt has the slots that it needs: its deck's, and one of its queue when that has a limit. */
function slotsHold(rows: OracleRows, finding: Finding): void {
  const live = new Map(rows.attempts.filter((attempt) => attempt.state !== 'ENDED').map((attempt) => [attempt.id, attempt]));
  for (const slot of rows.slots) {
    finding.count();
    const name = `slot ${slot.n} of ${slot.kind} ${slot.resourceId}`;
    if (slot.attemptId !== null && !live.has(slot.attemptId)) finding.found(`${name} is held by attempt ${slot.attemptId}, which is not live`);
    if (slot.attemptId === null && slot.surplus) finding.found(`${name} is free and beyond the limit`);
  }
  const held = new Set(rows.slots.map((slot) => `${slot.kind} ${slot.resourceId} ${slot.attemptId}`));
  const limitOf = new Map(rows.queues.map((queue) => [queue.id, queue.maxRunning]));
  const tasks = new Map(rows.tasks.map((task) => [task.id, task]));
  const decks = new Map(rows.decks.map((deck) => [deck.name, deck.id]));
  for (const attempt of live.values()) {
    const deck = decks.get(tasks.get(attempt.taskId)?.deck ?? '');
    if (deck !== undefined && attempt.fence === 'LEASED' && !held.has(`DECK ${deck} ${attempt.id}`)) finding.found(`attempt ${attempt.id} is live without the slot of its deck`);
    if (attempt.queueId !== null && limitOf.get(attempt.queueId) != null && !held.has(`QUEUE ${attempt.queueId} ${attempt.id}`)) finding.found(`attempt ${attempt.id} is live without a slot of its queue, which has a limit`);
  }
  for (const [queueId, limit] of limitOf) {
    const laid = rows.slots.filter((slot) => slot.kind === 'QUEUE' && slot.resourceId === queueId && !slot.surplus).length;
    if (laid !== (limit ?? 0)) finding.found(`queue ${queueId} may run ${limit ?? 'any number'} at a time and has ${laid} slots`);
  }
}
