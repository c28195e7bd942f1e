// Removing a directory that a foreign program filled.
import { chmod, lstat, readdir, rm } from 'node:fs/promises';
import path from 'node:path';

/** Removes it with all it holds, also directories that were made read-only; links are removed, never followed. */
export async function removeTree(directory: string): Promise<void> {
  try {
    await rm(directory, { recursive: true, force: true, maxRetries: 2 });
  } catch (error) {
    if (!['EACCES', 'EPERM', 'ENOTEMPTY'].includes((error as NodeJS.ErrnoException).code ?? '')) throw error;
    await makeWritable(directory);
    await rm(directory, { recursive: true, force: true, maxRetries: 2 });
  }
}

async function makeWritable(directory: string): Promise<void> {
  if (!(await lstat(directory)).isDirectory()) return;
  await chmod(directory, 0o700);
  for (const entry of await readdir(directory, { withFileTypes: true })) {
    if (entry.isDirectory()) await makeWritable(path.join(directory, entry.name));
  }
}
