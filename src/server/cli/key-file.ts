// Access keys that command lines name by the file they stand in.
import { readFileSync } from 'node:fs';
import { UsageError } from './cli-command.ts';

/** The key in the file of `--key-file`. Throws UsageError when the file cannot be read. */
export function keyInFile(file: string): string {
  try {
    return readFileSync(file, 'utf8').trim();
  } catch (error) {
    throw new UsageError(`--key-file ${file} cannot be read (${error instanceof Error ? error.message : String(error)})`, { cause: error });
  }
}
