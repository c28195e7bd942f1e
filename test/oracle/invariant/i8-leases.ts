// I8: every live leased attempt belongs to a living session; when a lease is over its work is reclaimed.
import type { Sight } from '../oracle.ts';
import { judged, type Check } from '../oracle-report.ts';

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
    const current = new Set(rows.runners.map((runner) => runner.sessionId));
    for (const session of rows.sessions) {
      finding.count();
      if ((session.endedAt === null) !== current.has(session.id)) finding.found(`session ${session.id} ${session.endedAt === null ? 'has not ended and is no runner\'s' : 'has ended and is still its runner\'s'}`);
    }
  });
}
