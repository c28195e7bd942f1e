// Where a test run's throw-away files lie: in memory where the machine has plenty of it. Each database of a test is hundreds of small files: beside other work on a disk one was made in 150 ms and dropped in a second, in memory in 70 and 50 ms.
import { chmodSync, existsSync, mkdtempSync, readdirSync, rmSync, statfsSync, statSync } from 'node:fs';
import { freemem } from 'node:os';
import path from 'node:path';

/** The file system in memory that Linux has. */
const MEMORY = '/dev/shm';
/** Bytes that must be free, there and in memory: many times the hundred megabytes that were seen in the midst of a run, so that neither it nor what else the machine does can suffer. */
const LEAST_BYTES = 8 * 2 ** 30;
/** Beginning of the directories' names; behind it stands the process that made one. */
const NAME = 'switchyard-run-';

/** Has all temporary files of the run made in a directory in memory, which goes with the run; where there is too little they stay where they are. */
export default function setup(): (() => void) | undefined {
  if (!hasRoom()) return undefined;
  for (const left of readdirSync(MEMORY).filter((name) => name.startsWith(NAME) && isOrphan(name))) rmSync(path.join(MEMORY, left), { recursive: true, force: true });
  const directory = mkdtempSync(path.join(MEMORY, `${NAME}${process.pid}-`));
  // Open to everybody as such a directory is: a PostgreSQL that root starts runs as somebody else.
  chmodSync(directory, 0o1777);
  const before = process.env['TMPDIR'];
  process.env['TMPDIR'] = directory;
  return () => {
    if (before === undefined) delete process.env['TMPDIR'];
    else process.env['TMPDIR'] = before;
    rmSync(directory, { recursive: true, force: true });
  };
}

function hasRoom(): boolean {
  if (!existsSync(MEMORY)) return false;
  const { bavail, bsize } = statfsSync(MEMORY);
  return Math.min(bavail * bsize, freemem()) >= LEAST_BYTES;
}

/** Whether a run of this user made it and is no more: it was killed, and memory is no place to leave anything. */
function isOrphan(name: string): boolean {
  const pid = Number(name.slice(NAME.length).split('-')[0]);
  if (!Number.isSafeInteger(pid) || pid <= 0 || existsSync(`/proc/${pid}`)) return false;
  // Another run that has just begun may have cleared it away.
  return statSync(path.join(MEMORY, name), { throwIfNoEntry: false })?.uid === process.getuid?.();
}
