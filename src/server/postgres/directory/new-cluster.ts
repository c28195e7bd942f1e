// Making a new cluster: built under another name and renamed when whole, so that a crash leaves nothing half made.
import { randomBytes } from 'node:crypto';
import { chownSync, mkdirSync, readdirSync, renameSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import path from 'node:path';
import type { UnixOwner } from '../unix-owner.ts';
import { type DirectoryLayout, UNFINISHED_PREFIX } from './directory-layout.ts';
import { syncDirectory } from './durable-file.ts';
import { type InitdbPlace, runInitdb } from './initdb.ts';
import { writeNewPassword } from './superuser-password.ts';

/** Creates the cluster of a directory whose lock we hold. */
export async function createCluster(place: InitdbPlace): Promise<void> {
  const { layout, user } = place;
  await removeUnfinished(layout);
  writeNewPassword(layout, user.owner);
  const unfinished = makeUnfinished(layout, user.owner);
  await runInitdb(unfinished, place);
  renameSync(unfinished, layout.cluster);
  syncDirectory(layout.root);
}

function makeUnfinished(layout: DirectoryLayout, owner: UnixOwner | null): string {
  const folder = path.join(layout.root, UNFINISHED_PREFIX + randomBytes(4).toString('hex'));
  mkdirSync(folder, { mode: 0o700 });
  if (owner) chownSync(folder, owner.uid, owner.gid);
  return folder;
}

// A start that died here may have left an initdb that is just being stopped by its watchdog and still writes.
async function removeUnfinished(layout: DirectoryLayout): Promise<void> {
  for (const name of readdirSync(layout.root)) {
    if (name.startsWith(UNFINISHED_PREFIX)) await rm(path.join(layout.root, name), REMOVAL);
  }
}

/** Retries while a dying initdb still adds files. */
const REMOVAL = { recursive: true, force: true, maxRetries: 20, retryDelay: 100 } as const;
