// Reads of objects in the storage of deployments: by their path and what lies below it, in the order of the bytes of their paths.
import type { StoredFile } from '../../domain/file/file.ts';
import type { Connection, Statement } from '../database.ts';
import { FILE_COLUMNS } from './file-read.store.ts';

const THERE = `t.store = 'IKOMIA' AND t.path IS NOT NULL AND t.deleted_at IS NULL AND (t.expires_at IS NULL OR t.expires_at > now())`;

/** A part of a list. */
export interface ObjectPage {
  readonly limit: number;
  readonly offset: number;
}

// A slash and the sign that follows it in the order of bytes bound what lies below a path; the path itself is looked up apart, so that both are found by the index.
const BELOW: Statement = {
  name: 'objects-below',
  text: `SELECT * FROM (
      SELECT ${FILE_COLUMNS} FROM file t WHERE ${THERE} AND t.path COLLATE "C" = $1
      UNION ALL
      SELECT ${FILE_COLUMNS} FROM file t WHERE ${THERE} AND t.path COLLATE "C" > ($1 || '/') AND t.path COLLATE "C" < ($1 || '0')
    ) found ORDER BY path COLLATE "C" LIMIT $2 OFFSET $3`,
};

/** Objects at a stored path and below it. */
export function objectsBelow(conn: Connection, path: string, { limit, offset }: ObjectPage): Promise<StoredFile[]> {
  return conn.query<StoredFile>(BELOW, [path, limit, offset]);
}

const SAME_BYTES: Statement = {
  name: 'objects-of-bytes',
  text: `SELECT ${FILE_COLUMNS} FROM file t WHERE t.sha256 = $1 AND t.project_id = $2 AND t.store = 'IKOMIA' AND t.deleted_at IS NULL AND (t.expires_at IS NULL OR t.expires_at > now()) ORDER BY t.ord LIMIT $3 OFFSET $4`,
};

/** Objects of a project that have these bytes, with a path and without, the oldest first. */
export function objectsOfBytes(conn: Connection, of: { readonly sha256: string; readonly projectId: string }, { limit, offset }: ObjectPage): Promise<StoredFile[]> {
  return conn.query<StoredFile>(SAME_BYTES, [of.sha256, of.projectId, limit, offset]);
}

/** Objects of a project, those with a path and those that are known by their ids alone; sizes in bytes. */
export interface ObjectFigures {
  readonly named: { readonly count: number; readonly bytes: number };
  readonly nameless: { readonly count: number; readonly bytes: number };
}

const FIGURES: Statement = {
  name: 'object-figures',
  text: `SELECT (t.path IS NOT NULL) AS "isNamed", count(*)::int AS count, sum(t.size)::float8 AS bytes FROM file t
    WHERE t.project_id = $1 AND t.store = 'IKOMIA' AND t.deleted_at IS NULL AND (t.expires_at IS NULL OR t.expires_at > now()) GROUP BY 1`,
};

/** Counts them; costs what the files of the project are. */
export async function figuresOfObjects(conn: Connection, projectId: string): Promise<ObjectFigures> {
  const rows = await conn.query<{ isNamed: boolean; count: number; bytes: number }>(FIGURES, [projectId]);
  const of = (isNamed: boolean): ObjectFigures['named'] => {
    const { count, bytes } = rows.find((row) => row.isNamed === isNamed) ?? { count: 0, bytes: 0 };
    return { count, bytes };
  };
  return { named: of(true), nameless: of(false) };
}
