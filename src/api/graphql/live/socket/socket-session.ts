// One WebSocket from upgrade to close: liveness, the key behind it, and its messages handed to the protocol.
import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import type { WebSocket } from 'ws';
import type { Actor } from '../../../../domain/access.ts';
import type { RoomLog } from '../../../../events/room-log.ts';
import type { LiveLimits } from '../live-limits.ts';
import { SocketOutlet } from './socket-outlet.ts';

/** Who is on the other side of a socket. */
export interface Admission {
  readonly actor: Actor;
  /** Whether the key still counts; asked every `recheckMs`, a no closes the socket with 4403. Absent = for ever. */
  readonly isCurrent?: () => Promise<boolean>;
}

/** What a session is made of. */
export interface SessionParts {
  readonly ws: WebSocket;
  /** The stream that was upgraded. */
  readonly stream: Duplex;
  readonly request: IncomingMessage;
  readonly limits: LiveLimits;
  readonly isUnavailable: (error: unknown) => boolean;
  readonly log: RoomLog;
}

const FORBIDDEN = 4403;

/** A socket with what belongs to it. */
export class SocketSession {
  readonly ws: WebSocket;
  readonly request: IncomingMessage;
  readonly outlet: SocketOutlet;
  /** Set once `connection_init` was accepted. */
  admission: Admission | null = null;
  readonly #log: RoomLog;
  readonly #isUnavailable: (error: unknown) => boolean;
  #answered = true;

  constructor({ ws, stream, request, limits, log, isUnavailable }: SessionParts) {
    this.ws = ws;
    this.request = request;
    this.outlet = new SocketOutlet(ws, stream, limits);
    this.#log = log;
    this.#isUnavailable = isUnavailable;
    ws.on('pong', () => { this.#answered = true; });
    ws.on('ping', (data: Buffer) => this.outlet.pong(data));
    // ws closes by itself (1002, 1007, 1009) after a broken or too large frame; it is the client's doing.
    ws.on('error', (error) => log.info({ err: error }, 'a live socket failed'));
  }

  /** Cuts a socket that left the last ping unanswered, else pings it. */
  beat(): void {
    if (!this.#answered) return this.ws.terminate();
    if (!this.outlet.open) return;
    this.#answered = false;
    this.ws.ping();
  }

  /** Closes the socket when its key does not count any more; a check that fails is made again next time, and logged unless the database is away. */
  async recheck(): Promise<void> {
    try {
      if ((await this.admission?.isCurrent?.()) === false) this.ws.close(FORBIDDEN, 'Forbidden');
    } catch (error) {
      // One line for each of thousands of sockets would bury what the log has to say of a lost database.
      if (!this.#isUnavailable(error)) this.#log.error({ err: error }, 'could not check the key of a live socket');
    }
  }
}
