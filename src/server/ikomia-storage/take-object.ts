// Uploads and copies of objects.
import { invalid } from '../../domain/input/check.ts';
import type { StoredFile } from '../../domain/file/file.ts';
import { isUuid } from '../../domain/uuid.ts';
import { copyObject, storeObject } from '../../engine/file/storage-object.service.ts';
import { readableObject } from '../../engine/read/graph-file.read.ts';
import { objectAt } from '../../engine/read/storage-object.read.ts';
import { requireUploadPlace } from '../../engine/file/upload-place.ts';
import { drain } from '../clearml-files-room/take-uploads.ts';
import { sendJson } from '../http/json-answer.ts';
import { flagOf } from './list-objects.ts';
import { type FormFile, type ObjectForm, openObjectForm } from './object-form.ts';
import { objectView, type StorageCall } from './storage-call.ts';

/** Stores what a form brings, or copies the object that its field `copy_from` names, and answers with the object. An empty path is a temporary object. */
export async function answerUpload(call: StorageCall, path: string, options: { readonly replace: boolean }): Promise<void> {
  const { engine, context, req, res } = call;
  try {
    const projectId = await call.project();
    // Before anything of the body is read.
    await requireUploadPlace(engine.db, context.actor, projectId);
    const form = await openObjectForm(req);
    const object = await taken(call, form, { projectId, path: path === '' ? null : path, ...options });
    sendJson(res, options.replace ? 200 : 201, { body: objectView(call, object) });
  } catch (error) {
    await drain(req);
    throw error;
  }
}

type Place = { readonly projectId: string; readonly path: string | null; readonly replace: boolean };

async function taken({ engine, context, within, temporarySeconds }: StorageCall, form: ObjectForm, place: Place): Promise<StoredFile> {
  const { file } = form;
  const from = (file === null ? form.field('copy_from') : file.before('copy_from')) ?? '';
  const object = { ...place, temporarySeconds };
  if (from !== '') {
    if (file !== null) await requireEmpty(file);
    const source = isUuid(uidOf(from)) ? await readableObject(engine, { actor: context.actor, within }, uidOf(from)) : await objectAt(engine, { actor: context.actor, projectId: place.projectId }, from);
    return await copyObject(engine, context, { ...object, source });
  }
  if (file === null) return invalid(['body', 'file'], 'must be a part of the form: its content is the object');
  return await storeObject(engine, context, {
    ...object,
    contentType: file.contentType,
    isDirectoryArchive: () => {
      if ((form.field('copy_from') ?? '') !== '') invalid(['body', 'copy_from'], 'must come before the part file');
      return flagOf(form.field('is_directory_archive'), { name: 'is_directory_archive', absent: false });
    },
    bytes: file.bytes,
  });
}

/** What is copied is named by its id, by an address that has the id as `uid`, or by its path. */
function uidOf(from: string): string {
  return /[?&]uid=([0-9a-fA-F-]{36})(?:&|$)/.exec(from)?.[1] ?? from;
}

async function requireEmpty({ bytes }: FormFile): Promise<void> {
  for await (const piece of bytes) if (piece.length > 0) invalid(['body', 'file'], 'must be empty when copy_from names what is stored');
}
