// The invariants that nothing here can judge yet, each with what it would need.
import { notJudged, type Check } from '../oracle-report.ts';

/** Listed in every report, so that nobody takes silence for a pass. */
export function notYetJudged(): readonly Check[] {
  return [
    notJudged('I15', 'nothing is read across projects', 'grants on projects, and a matrix of callers and operations'),
    notJudged('I16', 'memory, sockets, connections and listeners return to their baseline', 'figures of the server from before and after the load'),
    notJudged('I17', 'every dialect shows the same truth', 'the dialects'),
  ];
}
