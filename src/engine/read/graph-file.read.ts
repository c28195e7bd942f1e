// Files that callers of deployments name by their id.
import type { Actor } from '../../domain/access.ts';
import { isGraphFile } from '../../domain/deployment/graph-file.ts';
import type { StoredFile } from '../../domain/file/file.ts';
import type { Engine } from '../engine.ts';
import { readableFile } from '../file/readable-file.ts';
import { notFound } from '../not-found.ts';

/** What was stored for deployments, or what a graph has left. Throws FORBIDDEN, and NOT_FOUND for everything else, whatever the text. */
export async function graphFile(engine: Engine, actor: Actor, uid: string): Promise<StoredFile> {
  const file = await readableFile(engine, actor, uid);
  return isGraphFile(file) ? file : notFound('file', uid, ['id']);
}
