// COPY FROM STDIN over the driver as it is: what a table takes at most.
import type pg from 'pg';

/** The part of the driver's connection that copies. */
interface CopyConnection {
  query(text: string): void;
  sendCopyFromChunk(chunk: Buffer): void;
  endCopyFrom(): void;
}

/** Runs a COPY statement with these bytes; resolves when the server is ready for the next one. */
export function copyIn(client: pg.Client, text: string, bytes: Buffer): Promise<void> {
  return new Promise((resolve, reject) => {
    let failure: Error | null = null;
    const copy = {
      submit: (connection: CopyConnection) => connection.query(text),
      handleCopyInResponse(connection: CopyConnection) {
        connection.sendCopyFromChunk(bytes);
        connection.endCopyFrom();
      },
      handleError(error: Error) { failure = error; },
      handleCommandComplete() {},
      handleReadyForQuery() { if (failure) reject(failure); else resolve(); },
    };
    client.query(copy as unknown as pg.Submittable);
  });
}
