// One request for the storage of deployments, and how an object is shown to whoever made it.
import type { IncomingMessage, ServerResponse } from 'node:http';
import { downloadAddress } from '../../api/rest/ikomia/result/result-pieces.ts';
import { calledAddress } from '../../api/rest/ikomia/transport/called-address.ts';
import type { OwnTokens } from '../../auth/token/own-tokens.ts';
import type { Caller } from '../../domain/call.ts';
import type { StoredFile } from '../../domain/file/file.ts';
import { shownObjectPath } from '../../domain/file/object-path.ts';
import type { CommandContext, Engine } from '../../engine/engine.ts';

/** Who calls, and the project whose storage is meant: that of the deployment a token is for; null = the root project. */
export interface StorageCaller {
  readonly caller: Caller;
  readonly projectId: string | null;
}

/** What the room stands on. */
export interface StorageContext {
  readonly engine: Engine;
  /** Who makes a request; null = nobody, or one whose token has no right to the storage, answered 401. */
  readonly identify: (req: IncomingMessage) => Promise<StorageCaller | null>;
  /** Signs addresses. */
  readonly own: Pick<OwnTokens, 'sessions'>;
  /** Without a slash at the end; null = addresses begin as the caller's did. */
  readonly publicUrl: string | null;
  /** For how long an object without a path is kept. */
  readonly temporarySeconds: number;
}

/** One request with who makes it. */
export interface StorageCall extends StorageContext {
  readonly context: CommandContext;
  /** The project whose storage is meant, for who names objects by their paths. Rejects with NOT_FOUND when it is hidden from the caller. */
  readonly project: () => Promise<string>;
  /** The project that the caller is kept to by his token, when he names objects by their ids; null = all that he may see. */
  readonly within: string | null;
  readonly req: IncomingMessage;
  readonly res: ServerResponse;
}

/** Where the caller reached this server, for addresses in answers. */
export function baseOf(req: IncomingMessage, publicUrl: string | null): string {
  return publicUrl ?? calledAddress(req);
}

/** The object as callers see it. */
export function objectView(call: Pick<StorageCall, 'req' | 'publicUrl'>, file: StoredFile): object {
  return {
    uid: file.id,
    is_directory_archive: file.isDirectoryArchive,
    path: shownObjectPath(file.projectId, file.path),
    download_url: downloadAddress(baseOf(call.req, call.publicUrl), file.id),
    content_type: file.contentType,
    sha256: file.sha256,
    size: file.size,
    created_at: file.createdAt.toISOString(),
  };
}
