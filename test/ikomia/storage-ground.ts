// A server with the room of the storage behind a door of its own: real files, real database, callers by their keys.
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createAuthenticator } from '../../src/auth/authenticator.ts';
import { requestCredentials } from '../../src/auth/request-credentials.ts';
import { openOwnTokens } from '../../src/auth/token/own-tokens.ts';
import { storageRoom } from '../../src/server/ikomia-storage/storage-room.ts';
import { ownServer, type OwnServer } from '../server/own-server.ts';

/** The ground. */
export interface StorageGround {
  readonly own: OwnServer;
  readonly url: string;
  /** The project whose storage callers mean from now on; null = the root project. */
  use(projectId: string | null): void;
  /** Errors of ours that ended calls. */
  readonly failures: unknown[];
  close(): Promise<void>;
}

/** Opens it; objects without a path are kept for `temporarySeconds`. */
export async function storageGround(temporarySeconds: number, settings: Record<string, string> = {}): Promise<StorageGround> {
  const own = await ownServer({ AUTH: 'keys', ...settings });
  const { engine, localActor: local } = own.server;
  const tokens = openOwnTokens(engine.db, { issuer: () => ({ url: 'about:blank', audience: 'nobody' }) });
  const authenticator = createAuthenticator({ mode: 'keys', db: engine.db, local, own: tokens });
  let projectId: string | null = null;
  const room = storageRoom({
    engine, own: tokens, publicUrl: null, temporarySeconds,
    async identify(req) {
      const caller = await authenticator.identify(requestCredentials(req));
      return caller === null ? null : { caller, projectId };
    },
  });
  const failures: unknown[] = [];
  const server = createServer((req, res) => void room(req, res).catch((error: unknown) => {
    failures.push(error);
    res.writeHead(500).end(String(error));
  }));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    own, failures, url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    use: (id) => { projectId = id; },
    async close() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
      await own.close();
    },
  };
}

/** A part of a form; without `fileName` it has none. */
export interface Part {
  readonly name: string;
  readonly content: string | Uint8Array;
  readonly type?: string;
  readonly fileName?: string;
}

/** The boundary of every form here. */
export const BOUNDARY = 'b0undary';

/** A form as clients write it. */
export function formOf(parts: readonly Part[]): Buffer {
  const written = parts.flatMap(({ name, content, type, fileName }) => [
    Buffer.from(`--${BOUNDARY}\r\nContent-Disposition: form-data; name="${name}"${fileName === undefined ? '' : `; filename="${fileName}"`}\r\n${type === undefined ? '' : `Content-Type: ${type}\r\n`}\r\n`), Buffer.from(content), Buffer.from('\r\n'),
  ]);
  return Buffer.concat([...written, Buffer.from(`--${BOUNDARY}--\r\n`)]);
}
