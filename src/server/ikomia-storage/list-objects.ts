// Lists of objects, by pages that are counted from 1, and how many there are.
import { flagIn } from '../../api/rest/ikomia/transport/query-flag.ts';
import { invalid } from '../../domain/input/check.ts';
import { fileKeeping } from '../../engine/file/file-keeping.ts';
import { objectsOfId } from '../../engine/read/graph-file.read.ts';
import { listObjects, MAX_OBJECT_PAGES, objectFigures } from '../../engine/read/storage-object.read.ts';
import { sendJson } from '../http/json-answer.ts';
import { baseOf, objectView, type StorageCall } from './storage-call.ts';

/** Answers with a page of the objects at a path and below it, or with those that the query names by `uid` or `sha256`. */
export async function answerList(call: StorageCall, path: string): Promise<void> {
  const { engine, context: { actor }, within, req, res } = call;
  const [target = '', query = ''] = (req.url ?? '').split('?');
  const asked = new URLSearchParams(query);
  const page = pageOf(asked.get('page'));
  const question = { path, isExact: flagOf(asked.get('exact'), { name: 'exact', absent: false }), sha256: asked.get('sha256')?.toLowerCase() ?? null, page };
  const uid = asked.get('uid');
  const { objects, hasNext } = uid === null ? await listObjects(engine, { actor, projectId: await call.project() }, question) : { objects: page > 1 ? [] : await objectsOfId(engine, { actor, within }, uid), hasNext: false };
  asked.set('page', String(page + 1));
  sendJson(res, 200, { body: { results: objects.map((file) => objectView(call, file)), next: hasNext && page < MAX_OBJECT_PAGES ? `${baseOf(req, call.publicUrl)}${target}?${asked}` : null } });
}

/** Answers with how many objects the project has, with a path and without, their bytes, and the room that all projects share. */
export async function answerFigures({ engine, context, project, res }: StorageCall): Promise<void> {
  const { named, nameless } = await objectFigures(engine, { actor: context.actor, projectId: await project() });
  const shown = ({ count, bytes }: typeof named): object => ({ count, used_bytes: bytes });
  sendJson(res, 200, { body: { ...shown(named), total_bytes: fileKeeping(engine).maxStoreBytes, anonymous_objects: shown(nameless) } });
}

/** A boolean of a query or a form, in the ways that clients write it. Throws INVALID for any other text. */
export function flagOf(text: string | null, { name, absent }: { readonly name: string; readonly absent: boolean }): boolean {
  return flagIn(text ?? '', absent) ?? invalid(['query', name], 'must be true or false');
}

function pageOf(text: string | null): number {
  const page = text === null ? 1 : /^\d{1,6}$/.test(text) ? Number(text) : 0;
  return page >= 1 && page <= MAX_OBJECT_PAGES ? page : invalid(['query', 'page'], `must be a whole number from 1 to ${MAX_OBJECT_PAGES}`);
}
