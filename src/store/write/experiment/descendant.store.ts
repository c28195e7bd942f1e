// What came of a task: tasks that name it as their parent, and addresses of files that it made.
import type { Connection, Statement } from '../../database.ts';

const HAS_PUBLISHED: Statement = { name: 'published-child', text: `SELECT EXISTS (SELECT 1 FROM task WHERE parent_id = $1 AND status = 'published' AND deleted_at IS NULL) AS found` };

/** Whether a task that names this one as its parent is published. */
export async function hasPublishedChild(tx: Connection, taskId: string): Promise<boolean> {
  return (await tx.query<{ found: boolean }>(HAS_PUBLISHED, [taskId]))[0]!.found;
}

const ORPHAN: Statement = {
  name: 'orphan-children',
  text: `WITH child AS MATERIALIZED (SELECT id FROM task WHERE parent_id = $1 AND NOT parent_deleted AND deleted_at IS NULL ORDER BY id FOR UPDATE)
    UPDATE task SET parent_deleted = true, version = version + 1 FROM child WHERE task.id = child.id RETURNING task.id`,
};

/** Lets the children of a task remember that it is gone; gives how many there are. They are locked after their parent: who meets this the other way round is told to try again. */
export async function orphanChildren(tx: Connection, taskId: string): Promise<number> {
  return (await tx.query(ORPHAN, [taskId])).length;
}

/** Addresses of one kind that are told of at most. */
export const MAX_URLS = 1_000;

const ARTIFACT_URLS: Statement = {
  name: 'artifact-urls',
  text: `SELECT uri AS url FROM artifact WHERE task_id = $1 AND generation = $2 AND mode = 'output' AND uri <> '' ORDER BY key LIMIT ${MAX_URLS}`,
};
const EVENT_URLS: Statement = {
  name: 'event-urls',
  text: `SELECT DISTINCT d.url FROM metric_series s JOIN metric_document d ON d.series_id = s.id WHERE s.owner_id = $1 AND s.generation = $2 AND d.url <> '' LIMIT ${MAX_URLS}`,
};

/** Addresses of the artifacts and images that a generation of a task has made. */
export async function urlsOf(tx: Connection, of: { readonly id: string; readonly generation: number }): Promise<{ readonly artifacts: readonly string[]; readonly events: readonly string[] }> {
  const values = [of.id, of.generation];
  const [artifacts, events] = await Promise.all([tx.query<{ url: string }>(ARTIFACT_URLS, values), tx.query<{ url: string }>(EVENT_URLS, values)]);
  return { artifacts: artifacts.map(({ url }) => url), events: events.map(({ url }) => url) };
}
