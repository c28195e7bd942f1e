// The superuser of an embedded cluster and its password, which only this directory's owner can read.
import { randomBytes } from 'node:crypto';
import { EmbeddedPostgresError, USE_OWN_SERVER } from '../embedded-postgres-error.ts';
import type { UnixOwner } from '../unix-owner.ts';
import type { DirectoryLayout } from './directory-layout.ts';
import { readIfPresent, writeDurably } from './durable-file.ts';

/** Name of the superuser every URL carries. */
export const SUPERUSER = 'postgres';

/** Random bytes in the password (24 letters, all of them safe in a URL). */
const PASSWORD_BYTES = 18;

/** Writes a new random password for the cluster that is about to be made. */
export function writeNewPassword(layout: DirectoryLayout, owner: UnixOwner | null): void {
  writeDurably(layout.password, randomBytes(PASSWORD_BYTES).toString('base64url'), owner);
}

/** The password of an existing cluster. */
export function readPassword(layout: DirectoryLayout): string {
  const password = readIfPresent(layout.password)?.trim();
  if (password) return password;
  throw new EmbeddedPostgresError(
    'DIRECTORY_UNUSABLE',
    `${layout.password} is missing or empty, and without it the database in ${layout.cluster} cannot be opened: ` +
      `restore the file from a backup, set DATA_DIR to another directory, or ${USE_OWN_SERVER}.`,
  );
}
