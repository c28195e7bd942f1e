// DATA_DIR/runner.key: the key of the embedded runners, readable by this user alone.
import { mkdirSync } from 'node:fs';
import { hostname } from 'node:os';
import path from 'node:path';
import { ensureOwnRunnerKey } from '../auth/bootstrap-keys.ts';
import type { Database } from '../store/database.ts';
import { readIfPresent, writeDurably } from './postgres/directory/durable-file.ts';

/** A key as text, and the file it stands in. */
export interface KeyInFile {
  readonly text: string;
  readonly file: string;
}

/** Where the key is. */
export function runnerKeyFile(dataDir: string): string {
  return path.join(dataDir, 'runner.key');
}

/** The key of the file when it works with this database, else a new one that replaces it. */
export async function ownRunnerKey(db: Database, dataDir: string): Promise<KeyInFile> {
  const file = runnerKeyFile(dataDir);
  const present = readIfPresent(file)?.trim() ?? null;
  const text = await ensureOwnRunnerKey(db, { present, label: `embedded runners on ${hostname()}`.slice(0, 64) });
  if (text !== present) writeSecretFile(file, text);
  return { text, file };
}

/** Writes a secret so that no other user can read it at any moment. */
export function writeSecretFile(file: string, text: string): void {
  mkdirSync(path.dirname(file), { recursive: true });
  writeDurably(file, `${text}\n`);
}
