// I14: nothing is left in the directories where work and uploads are kept while they last.
import { existsSync, readdirSync } from 'node:fs';
import path from 'node:path';
import type { Sight } from '../oracle.ts';
import { judged, notJudged, type Check } from '../oracle-report.ts';

const NAME = 'the spool directories are empty';

/** Each directory must be empty or gone. */
export function emptySpools({ expectations: { spools } }: Sight): Check {
  if (spools === undefined) return notJudged('I14', NAME, 'the spool directories');
  return judged('I14', NAME, (finding) => {
    for (const directory of spools) {
      finding.count();
      if (!existsSync(directory)) continue;
      for (const name of readdirSync(directory)) finding.found(`${path.join(directory, name)} is left`);
    }
  });
}
