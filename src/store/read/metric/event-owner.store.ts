// Tasks and models as owners of events.
import type { EventOwner } from '../../../domain/metric/event-admission.ts';
import type { Connection, Statement } from '../../database.ts';

/** An owner with its project, by which access to it is judged. */
export interface OwnerRow extends EventOwner {
  readonly projectId: string;
}

const NOW = 'trunc(extract(epoch FROM clock_timestamp()) * 1000)::float8';

const OWNERS: Statement = {
  name: 'event-owners',
  text: `SELECT false AS "isModel", id, name, generation, status, false AS "isReady", is_public AS "isPublic", attempt_no AS "attemptNo", project_id AS "projectId", ${NOW} AS "readAt"
      FROM task WHERE id = ANY($1::uuid[]) AND deleted_at IS NULL
    UNION ALL SELECT true, id, name, 0, NULL, ready, is_public, 0, project_id, ${NOW} FROM model WHERE id = ANY($2::uuid[]) AND deleted_at IS NULL`,
};

/** Those of the tasks and models that are there. */
export async function eventOwners(conn: Connection, ids: { readonly tasks: readonly string[]; readonly models: readonly string[] }): Promise<readonly OwnerRow[]> {
  return conn.query<OwnerRow>(OWNERS, [ids.tasks, ids.models]);
}
