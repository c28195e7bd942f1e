// Deleting several files by their paths; one that cannot be deleted does not keep the others.
import type { IncomingMessage } from 'node:http';
import { z } from 'zod';
import { DomainError } from '../../domain/errors.ts';
import { deleteExperimentFile } from '../../engine/file/experiment-file.service.ts';
import type { FilesCall } from './clearml-files-room.ts';

/** Most files of one call, and the largest body, in bytes. */
export const DELETE_LIMITS = { files: 1_000, bytes: 10 * 1_048_576 } as const;

const INPUT = z.object({ files: z.array(z.string()).max(DELETE_LIMITS.files) });

/** Deletes them; gives the paths of those that went, and the reasons for the others, by what was sent. Throws INVALID and LIMIT_EXCEEDED for a body that is none. */
export async function deleteMany({ engine, context, req }: FilesCall): Promise<{ readonly deleted: Record<string, string>; readonly errors: Record<string, string> }> {
  const deleted: [string, string][] = [];
  const errors: [string, string][] = [];
  for (const file of await filesOf(req)) {
    try {
      deleted.push([file, await deleteExperimentFile(engine, context, file)]);
    } catch (error) {
      if (!(error instanceof DomainError)) throw error;
      errors.push([file, error.message]);
    }
  }
  return { deleted: Object.fromEntries(deleted), errors: Object.fromEntries(errors) };
}

async function filesOf(req: IncomingMessage): Promise<readonly string[]> {
  const input = INPUT.safeParse(parsed(await bodyOf(req)));
  if (!input.success) throw new DomainError('INVALID', `send {"files": [path, …]} as JSON, at most ${DELETE_LIMITS.files} of them`);
  return input.data.files;
}

async function bodyOf(req: IncomingMessage): Promise<string> {
  const parts: Buffer[] = [];
  let size = 0;
  for await (const part of req.iterator({ destroyOnReturn: false }) as AsyncIterable<Buffer>) {
    size += part.length;
    if (size > DELETE_LIMITS.bytes) throw new DomainError('LIMIT_EXCEEDED', `the body is larger than ${DELETE_LIMITS.bytes} bytes: name fewer files`);
    parts.push(part);
  }
  return Buffer.concat(parts).toString('utf8');
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined; // the shape says what is wrong
  }
}
