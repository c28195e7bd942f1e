// How much memory a process has in use, as the system sees it.
import { readFileSync } from 'node:fs';

/** Bytes of the process that lie in memory; null when it is gone, or where there is no /proc: then nobody watches but the system itself. */
export function residentBytes(pid: number): number | null {
  try {
    const line = /^VmRSS:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, 'latin1'));
    return line ? Number(line[1]) * 1_024 : null;
  } catch (error) {
    if (['ENOENT', 'ESRCH'].includes((error as NodeJS.ErrnoException).code ?? '')) return null;
    throw error;
  }
}
