// A project: a namespace with a path as its name.

/** A project as stored. The root project has the path `/`. */
export interface Project {
  readonly id: string;
  readonly path: string;
  readonly description: string;
  readonly tags: readonly string[];
  /** Tags that programs give and read, such as `hidden`. */
  readonly systemTags: readonly string[];
  /** Where its tasks put their output unless they say otherwise: an address. */
  readonly defaultOutput: string | null;
  readonly createdBy: string | null;
  readonly createdAt: Date;
  /** The last change of the project, or of the status of one of its tasks as far as a dialect has written it. */
  readonly updatedAt: Date;
}

/** The path above a project's; that of the root project is its own. */
export function parentPath(path: string): string {
  return path.slice(0, path.lastIndexOf('/')) || '/';
}
