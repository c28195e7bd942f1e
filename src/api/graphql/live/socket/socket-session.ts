// One WebSocket from upgrade to close: liveness, the key behind it, and its messages handed to the protocol.
import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import type { WebSocket } from 'ws';
import type { RoomLog } from '../../../../events/room-log.ts';
import { type Admission, countedUnder } from '../live-admission.ts';
import type { KeyPlaces } from '../key-places.ts';
import type { LiveLimits } from '../live-limits.ts';
import { Heartbeat } from './heartbeat.ts';
import { SocketOperations } from './socket-operations.ts';
import { SocketOutlet } from './socket-outlet.ts';

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
const TOO_MANY = 4429;

/** A socket with what belongs to it. */
export class SocketSession {
  readonly ws: WebSocket;
  readonly request: IncomingMessage;
  readonly outlet: SocketOutlet;
  readonly operations = new SocketOperations();
  #admission: Admission | null = null;
  readonly #log: RoomLog;
  readonly #isUnavailable: (error: unknown) => boolean;
  readonly #heartbeat = new Heartbeat();

  constructor({ ws, stream, request, limits, log, isUnavailable }: SessionParts) {
    this.ws = ws;
    this.request = request;
    this.outlet = new SocketOutlet(ws, stream, limits);
    this.#log = log;
    this.#isUnavailable = isUnavailable;
    ws.on('pong', (data: Buffer) => this.#heartbeat.answered(data.toString('latin1')));
    ws.on('ping', (data: Buffer) => this.outlet.pong(data));
    ws.once('close', () => this.operations.end());
    // ws closes by itself (1002, 1007, 1009) after a broken or too large frame; it is the client's doing.
    ws.on('error', (error) => log.info({ err: error }, 'a live socket failed'));
  }

  /** Set once `connection_init` was accepted. */
  get admission(): Admission | null {
    return this.#admission;
  }

  /** Lets the caller in while its key has a place for one more connection, until the socket closes; else closes it with 4429 and gives false. */
  admit(admission: Admission, places: KeyPlaces): boolean {
    // Gone while its key was looked at: it has told of its end already and would never give the place back.
    if (!this.outlet.open) return false;
    const giveBack = places.take(countedUnder(admission));
    if (giveBack === null) {
      this.ws.close(TOO_MANY, 'Too many connections of this key');
      return false;
    }
    this.ws.once('close', giveBack);
    this.#admission = admission;
    return true;
  }

  /** Cuts a socket that has left pings unanswered for longer than what it had to read before them explains, else pings it. */
  beat(): void {
    if (this.#heartbeat.isOver(this.outlet.written)) return this.ws.terminate();
    if (this.outlet.open) this.ws.ping(this.#heartbeat.ping(this.outlet.written));
  }

  /** Closes the socket when its key does not count any more; a check that fails is made again next time, and logged unless the database is away. */
  async recheck(): Promise<void> {
    try {
      if ((await this.#admission?.isCurrent?.()) === false) this.ws.close(FORBIDDEN, 'Forbidden');
    } catch (error) {
      // One line for each of thousands of sockets would bury what the log has to say of a lost database.
      if (!this.#isUnavailable(error)) this.#log.error({ err: error }, 'could not check the key of a live socket');
    }
  }
}
