// Files of graphs: where what an attempt leaves is put, and how long it and what goes in are kept.
import type { StoredFile } from '../file/file.ts';

const PREFIX = 'graph/';

/** What the paths of an attempt's files begin with in the store ARTIFACT; the id of the file follows. Who knows the path knows whose the file is. */
export function attemptPath(attemptId: string): string {
  return `${PREFIX}${attemptId}/`;
}

/** Whether callers of deployments may have the file by its id: what was put in for them, and what graphs have left. */
export function isGraphFile({ store, path }: Pick<StoredFile, 'store' | 'path'>): boolean {
  return store === 'IKOMIA' || (store === 'ARTIFACT' && path !== null && path.startsWith(PREFIX));
}

/** Seconds for which a run may wait in its queue before its inputs go. */
export const INPUT_QUEUE_SECONDS = 86_400;

/** Seconds for which what an attempt has stored is kept beside the time limit of its run, unless a result names it. */
export const UNNAMED_FILE_SECONDS = 3_600;
