// The least length of names.

/** Characters that a name of a project, queue or task has at least. */
export const MIN_NAME = 3;
