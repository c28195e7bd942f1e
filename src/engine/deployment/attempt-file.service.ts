// Files of attempts: what a graph reads that is too large for its spec, and what it leaves.
import { requireRunner, type Actor } from '../../domain/access.ts';
import { attemptPath, UNNAMED_FILE_SECONDS } from '../../domain/deployment/graph-file.ts';
import type { AttemptRef, FileAnswer } from '../../domain/dispatch/protocol.ts';
import { DomainError } from '../../domain/errors.ts';
import type { StoredFile } from '../../domain/file/file.ts';
import type { Connection } from '../../store/database.ts';
import { heldGraph, type HeldGraph } from '../../store/read/deployment/held-graph.store.ts';
import type { Engine } from '../engine.ts';
import { refAt } from '../dispatch/dispatch-check.ts';
import { livingRunner } from '../dispatch/session.service.ts';
import { inputFile, leaveFile } from './attempt-bytes.ts';

/** An attempt of a session. */
export interface AttemptOfSession extends AttemptRef {
  readonly session: string;
}

/** The file of an input of the attempt. Errors: FORBIDDEN, NOT_FOUND (the session is over), INVALID: the attempt is not the session's any more, has no such input, or the file is there no more. */
export async function readAttemptFile(engine: Engine, actor: Actor, of: AttemptOfSession & { readonly id: string }): Promise<StoredFile> {
  const { isInput } = await held(engine, actor, of);
  return inputFile(engine, { id: of.id, isInput });
}

/**
 * Takes in what the attempt leaves; it goes by itself unless a result names it in time. Errors: FORBIDDEN, NOT_FOUND (the session is over), INVALID (the
 * attempt is not the session's any more), LIMIT_EXCEEDED (file, store, disk), and those of the stream.
 */
export async function storeAttemptFile(engine: Engine, actor: Actor, of: AttemptOfSession & { readonly contentType: string | null; readonly bytes: AsyncIterable<Uint8Array> }): Promise<FileAnswer> {
  // Judged before anything is read.
  const graph = await held(engine, actor, of);
  const { attemptId, epoch } = of;
  return leaveFile(engine, {
    path: attemptPath(attemptId), projectId: graph.projectId, name: `left by attempt ${attemptId}`, contentType: of.contentType, bytes: of.bytes,
    expiresIn: UNNAMED_FILE_SECONDS + graph.limits.timeoutSeconds,
    // The attempt may have ended while the bytes came.
    require: async (tx) => void requireHeld(await heldGraph(tx, of), { attemptId, epoch }),
  });
}

async function held(engine: Engine, actor: Actor, of: AttemptOfSession & { readonly id?: string }): Promise<HeldGraph> {
  requireRunner(actor);
  const ref = refAt(of, []);
  await livingRunner(engine.db, of.session);
  return requireHeld(await graphOf(engine.db, of), ref);
}

function graphOf(conn: Connection, { session, attemptId, id }: AttemptOfSession & { readonly id?: string }): Promise<HeldGraph | undefined> {
  return heldGraph(conn, { session, attemptId, ...(id === undefined ? {} : { fileId: id }) });
}

function requireHeld(graph: HeldGraph | undefined, { attemptId, epoch }: AttemptRef): HeldGraph {
  if (graph?.epoch === epoch) return graph;
  throw new DomainError('INVALID', `attemptId: attempt ${attemptId} is not this session's any more, or is of no graph: end it, and report nothing of it`, { path: ['attemptId'] });
}
