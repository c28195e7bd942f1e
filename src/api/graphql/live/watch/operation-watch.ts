// Operations over sockets from their message to their answer, so that log and figures tell of them as they do of requests.
import { randomUUID } from 'node:crypto';
import type { GraphQLFormattedError } from 'graphql';
import type { SubscribePayload } from 'graphql-ws';
import { type CallNotes, callNotes } from '../../../../domain/call-notes.ts';
import type { OnOperation } from './operation-report.ts';
import type { SocketSession } from '../socket/socket-session.ts';

interface Watched {
  readonly notes: CallNotes;
  readonly began: number;
  readonly address: string | null;
}

/** Remembers operations by their message, which goes with the message. */
export class OperationWatch {
  readonly #onOperation: OnOperation;
  readonly #watched = new WeakMap<SubscribePayload, Watched>();

  constructor(onOperation: OnOperation) {
    this.#onOperation = onOperation;
  }

  /** Notes for an operation that has just come. */
  begin(payload: SubscribePayload, { admission, request }: SocketSession): CallNotes {
    const notes = callNotes(randomUUID());
    notes.keyId = admission?.keyId ?? null;
    this.#watched.set(payload, { notes, began: performance.now(), address: request.socket.remoteAddress ?? null });
    return notes;
  }

  /** The id of the operation's call, under which its faults are logged. */
  idOf(payload: SubscribePayload): string {
    return this.#watched.get(payload)?.notes.callId ?? randomUUID();
  }

  /** Reports the operation with what it was answered. */
  answered(payload: SubscribePayload, errors: readonly GraphQLFormattedError[] = []): void {
    const watched = this.#watched.get(payload);
    if (!watched) return;
    const { notes, began, address } = watched;
    for (const { extensions } of errors) notes.codes.add(String(extensions?.['code']));
    this.#onOperation({ notes, ms: performance.now() - began, address });
  }
}
