// The paths of all projects in memory: they are few, and neither renamed nor removed, so what the book says stays true.
import type { Connection, Statement } from '../database.ts';
import { lastingOf } from '../lasting-connection.ts';

/** A project as far as access to it goes. */
export interface ProjectPath {
  readonly id: string;
  readonly path: string;
}

// The number of rows tells whether there is one that the book has not: then all come, else none.
const PATHS: Statement = { name: 'project-paths', text: 'SELECT id, path FROM project WHERE (SELECT count(*) FROM project) <> $1' };

/** Knows paths by id. What it does not know may still exist: another server may have made it a moment ago. */
export class ProjectBook {
  readonly #paths = new Map<string, string>();
  /** How many of those known were read from the table; the log may have told of further ones that are not in its snapshot yet. */
  #read = 0;

  /** The path of a project; undefined when it is not known. */
  pathOf(id: string): string | undefined {
    return this.#paths.get(id);
  }

  /** Every project that is known. */
  all(): Iterable<readonly [id: string, path: string]> {
    return this.#paths;
  }

  /** Notes a project that the log tells of. */
  learn({ id, path }: ProjectPath): void {
    this.#paths.set(id, path);
  }

  /** Afterwards every project is known that was committed before the call. One statement, which answers nothing when none was made since the last. */
  async level(connection: Connection): Promise<void> {
    const rows = await connection.query<ProjectPath>(PATHS, [this.#read]);
    if (rows.length === 0) return;
    for (const row of rows) this.learn(row);
    this.#read = rows.length;
  }
}

const BOOKS = new WeakMap<Connection, ProjectBook>();

/** The book of a database: one for all who read through the same pool, calls that can be cancelled among them. */
export function projectBookOf(connection: Connection): ProjectBook {
  const db = lastingOf(connection);
  const known = BOOKS.get(db);
  if (known) return known;
  const book = new ProjectBook();
  BOOKS.set(db, book);
  return book;
}
