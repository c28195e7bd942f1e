// I13: no process of a task is left once its attempt has ended.
import { readFileSync, readdirSync } from 'node:fs';
import type { Sight } from '../oracle.ts';
import { judged, notJudged, type Check } from '../oracle-report.ts';

const NAME = 'no process group of an ended attempt is left';

/** Looks through the process table for members of the groups that were given; zombies have ended. */
export function noOrphans({ expectations: { processGroups } }: Sight): Check {
  if (processGroups === undefined) return notJudged('I13', NAME, 'the process groups that the attempts had');
  return judged('I13', NAME, (finding) => {
    const groups = new Set(processGroups);
    finding.count(groups.size);
    for (const { pid, group, state } of processes()) if (groups.has(group) && state !== 'Z') finding.found(`process ${pid} of group ${group} is left`);
  });
}

interface ProcessFact {
  readonly pid: number;
  readonly group: number;
  readonly state: string;
}

function processes(): ProcessFact[] {
  return readdirSync('/proc').filter((name) => /^\d+$/.test(name)).flatMap(processOf);
}

/** The fields of /proc/<pid>/stat after the name, which may hold spaces and brackets itself; nothing for a process that has just ended. */
function processOf(pid: string): ProcessFact[] {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    const [state, , group] = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    return [{ pid: Number(pid), group: Number(group), state: state ?? '' }];
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT' || code === 'ESRCH') return [];
    throw error;
  }
}
