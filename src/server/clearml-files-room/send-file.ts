// Sending a file by its path: as the files of this server are sent, under headers with which nothing in them runs.
import { contentDisposition } from '../../domain/file/file-name.ts';
import { EXPERIMENT_STORE, pathAt } from '../../engine/file/experiment-file.service.ts';
import { openFile, readableFileAt } from '../../engine/file/readable-file.ts';
import { sendBytes } from '../blob-room/blob-answer.ts';
import { conditionsOf, fileAnswer } from '../blob-room/file-answer.ts';
import type { FilesCall } from './clearml-files-room.ts';

/** Answers with the bytes, or a part of them; `?download` has a browser save what it would show. Throws NOT_FOUND. */
export async function sendExperimentFile({ engine, context, req, res }: FilesCall, path: string): Promise<void> {
  const file = await readableFileAt(engine, context.actor, { store: EXPERIMENT_STORE, path: pathAt(path) });
  // Awaited here: the file is closed when this scope is left.
  await using blob = await openFile(engine, file);
  const answer = fileAnswer(file, blob, conditionsOf(req));
  const isForSaving = new URLSearchParams(req.url?.split('?')[1] ?? '').has('download');
  await sendBytes(req, res, isForSaving ? { ...answer, headers: { ...answer.headers, 'content-disposition': contentDisposition('attachment', file.name) } } : answer);
}
