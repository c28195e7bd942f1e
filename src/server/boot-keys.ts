// The keys a server starts with: those of its settings, a first admin's, its runners'.
import { ensureGivenKey, ensureSomeAdminKey } from '../auth/bootstrap-keys.ts';
import type { Config } from '../config.ts';
import type { Database } from '../store/database.ts';
import { type KeyInFile, ownRunnerKey, runnerKeyFile, writeSecretFile } from './runner-key-file.ts';

/** What was found or made. */
export interface BootKeys {
  readonly admin: string | null;
  readonly adminIsNew: boolean;
  /** With the file that embedded runners read; null when the server has no runners and was given no key. */
  readonly runner: KeyInFile | null;
}

/** Makes the keys work in this database. DomainError INVALID when a configured one cannot. */
export async function bootstrapKeys(db: Database, config: Config): Promise<BootKeys> {
  if (config.adminKey !== null) await ensureGivenKey(db, { text: config.adminKey, role: 'admin', user: 'admin', setting: 'SWITCHYARD_ADMIN_KEY' });
  // In open mode everybody is the admin already: a key nobody needs is one that can leak.
  const made = config.adminKey === null && config.auth !== 'open' ? await ensureSomeAdminKey(db) : null;
  return { admin: config.adminKey ?? made, adminIsNew: made !== null, runner: await runnerKey(db, config) };
}

async function runnerKey(db: Database, config: Config): Promise<KeyInFile | null> {
  if (config.runnerKey === null) return config.runners === 0 ? null : await ownRunnerKey(db, config.dataDir);
  await ensureGivenKey(db, { text: config.runnerKey, role: 'runner', user: 'runner', setting: 'SWITCHYARD_RUNNER_KEY' });
  const file = runnerKeyFile(config.dataDir);
  // Embedded runners read the file: a key among the arguments of a process can be seen by every user of the machine.
  if (config.runners > 0) writeSecretFile(file, config.runnerKey);
  return { text: config.runnerKey, file };
}
