// Why files go.

/** DELETED = by a person, EXPIRED = its time was over, REPLACED = another took its path. */
export const FILE_DELETIONS = ['DELETED', 'EXPIRED', 'REPLACED'] as const;
/** Why a file went. */
export type FileDeletion = (typeof FILE_DELETIONS)[number];
