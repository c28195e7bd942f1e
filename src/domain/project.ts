// A project: a namespace with a path as its name.

/** A project as stored. The root project has the path `/`. */
export interface Project {
  readonly id: string;
  readonly path: string;
  readonly description: string;
  readonly createdAt: Date;
}

/** The path above a project's; that of the root project is its own. */
export function parentPath(path: string): string {
  return path.slice(0, path.lastIndexOf('/')) || '/';
}
