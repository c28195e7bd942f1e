// Which unix user owns the cluster and runs the server: PostgreSQL refuses to run as root.
import { readFileSync, statSync } from 'node:fs';
import { EmbeddedPostgresError, USE_OWN_SERVER } from './embedded-postgres-error.ts';

/** Numeric user and group that the server process runs as. */
export interface UnixOwner {
  readonly uid: number;
  readonly gid: number;
}

/** Users tried in this order when we are root; `nobody` exists nearly everywhere. */
export const PREFERRED_USERS = ['postgres', 'nobody'] as const;

/**
 * The user to run PostgreSQL as, or null for "as ourselves" (we are not root). An existing cluster keeps its owner,
 * because PostgreSQL refuses a cluster of another user and a second image may number its users differently.
 */
export function chooseOwner(cluster: string): UnixOwner | null {
  const self = process.getuid?.() ?? 0;
  const present = statSync(cluster, { throwIfNoEntry: false });
  if (self !== 0) {
    if (present && present.uid !== self) throw notOurs(cluster, { owner: present.uid, self });
    return null;
  }
  if (present && present.uid !== 0) return { uid: present.uid, gid: present.gid };
  return firstPreferred();
}

function firstPreferred(): UnixOwner {
  const rows = readFileSync('/etc/passwd', 'utf8').split('\n').map((line) => line.split(':'));
  for (const name of PREFERRED_USERS) {
    const row = rows.find((fields) => fields[0] === name);
    const owner = { uid: Number(row?.[2]), gid: Number(row?.[3]) };
    if (owner.uid > 0 && owner.gid >= 0) return owner;
  }
  throw new EmbeddedPostgresError(
    'DIRECTORY_UNUSABLE',
    `PostgreSQL does not run as root and there is no user ${PREFERRED_USERS.join(' or ')} to run it as: ` +
      `create one (useradd --system postgres), start as an ordinary user, or ${USE_OWN_SERVER}.`,
  );
}

function notOurs(cluster: string, ids: { owner: number; self: number }): EmbeddedPostgresError {
  return new EmbeddedPostgresError(
    'DIRECTORY_UNUSABLE',
    `The database in ${cluster} belongs to user ${ids.owner} and this process is user ${ids.self}: start as that ` +
      `user, hand the directory over with chown -R, set DATA_DIR to another directory, or ${USE_OWN_SERVER}.`,
  );
}
