// I3: no change outside the table, and attempts are final once ended: what the replay of the log complains about.
import type { Sight } from '../oracle.ts';
import { judged, notJudged, type Check } from '../oracle-report.ts';

const NAME = 'every change in the log follows from the one before, by the table';

/** The replay checks each event against the state that the events before it left. */
export function tableOfChanges({ rows, told }: Sight): Check {
  if (told === null) return notJudged('I3', NAME, `the whole log, which begins after ${rows.floor}`);
  return judged('I3', NAME, (finding) => {
    finding.count(rows.events.length);
    for (const violation of told.violations) finding.found(violation);
  });
}
