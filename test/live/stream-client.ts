// A reader of event streams over node:http, with the parser that the WHATWG standard describes, written from its rules alone.
import { type ClientRequest, type IncomingHttpHeaders, type IncomingMessage, request } from 'node:http';
import { until } from './live-client.ts';

/** One dispatched event of the format. */
export interface StreamEvent {
  readonly type: string;
  readonly data: string;
  readonly lastEventId: string;
}

/** The parser of the standard: give it decoded text in any pieces. */
export class StreamParser {
  readonly events: StreamEvent[] = [];
  retry: number | null = null;
  comments = 0;
  #text = '';
  #atStart = true;
  #data = '';
  #type = '';
  #id = '';

  push(text: string): void {
    this.#text += text;
    if (this.#atStart && this.#text.length > 0) {
      this.#atStart = false;
      if (this.#text.startsWith('\uFEFF')) this.#text = this.#text.slice(1);
    }
    for (;;) {
      const end = /\r\n|\n|\r(?!$)/.exec(this.#text); // a CR at the very end may be half of a CRLF
      if (!end) return;
      this.#line(this.#text.slice(0, end.index));
      this.#text = this.#text.slice(end.index + end[0].length);
    }
  }

  #line(line: string): void {
    if (line === '') return this.#dispatch();
    if (line.startsWith(':')) { this.comments += 1; return; }
    const colon = line.indexOf(':');
    const field = colon < 0 ? line : line.slice(0, colon);
    const value = colon < 0 ? '' : line.slice(colon + 1).replace(/^ /, '');
    if (field === 'event') this.#type = value;
    else if (field === 'data') this.#data += `${value}\n`;
    else if (field === 'id' && !value.includes('\0')) this.#id = value;
    else if (field === 'retry' && /^\d+$/.test(value)) this.retry = Number(value);
  }

  #dispatch(): void {
    const [data, type] = [this.#data, this.#type];
    [this.#data, this.#type] = ['', ''];
    if (data === '') return;
    this.events.push({ type: type === '' ? 'message' : type, data: data.slice(0, -1), lastEventId: this.#id });
  }
}

/** How to ask. */
export interface StreamCall {
  readonly query?: Record<string, string> | string;
  readonly headers?: Record<string, string>;
  readonly method?: string;
}

/** One open stream, or the answer there was instead. */
export class StreamClient {
  readonly parser = new StreamParser();
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  /** The whole text as it came. */
  text = '';
  /** True once the answer has ended in the orderly way. */
  ended = false;
  /** True once the connection is gone, in whatever way. */
  closed = false;
  readonly #request: ClientRequest;
  readonly #answer: IncomingMessage;

  private constructor(sent: ClientRequest, answer: IncomingMessage) {
    this.#request = sent;
    this.#answer = answer;
    this.status = answer.statusCode ?? 0;
    this.headers = answer.headers;
    answer.setEncoding('utf8').on('data', (part: string) => {
      this.text += part;
      this.parser.push(part);
    });
    answer.on('end', () => { this.ended = true; });
    answer.on('close', () => { this.closed = true; });
    answer.on('error', () => { this.closed = true; });
    sent.on('error', () => { this.closed = true; });
  }

  /** Asks and waits for the head of the answer. */
  static open(httpUrl: string, { query = {}, headers = {}, method = 'GET' }: StreamCall = {}): Promise<StreamClient> {
    const search = String(typeof query === 'string' ? query : new URLSearchParams(query));
    return new Promise((resolve, reject) => {
      const sent = request(`${httpUrl}/events${search === '' ? '' : `?${search}`}`, { method, headers, agent: false }, (answer) => {
        sent.off('error', reject);
        resolve(new StreamClient(sent, answer));
      });
      sent.once('error', reject).end();
    });
  }

  /** Data of the `event` records, parsed. */
  get events(): Record<string, unknown>[] {
    return this.of('event');
  }

  /** What `numbered` put into the events. */
  get numbers(): number[] {
    return this.events.map(({ requestId }) => Number.parseInt(String(requestId), 10));
  }

  /** The id that an EventSource would send to go on. */
  get lastId(): string {
    return this.parser.events.at(-1)?.lastEventId ?? '';
  }

  of(type: string): Record<string, unknown>[] {
    return this.parser.events.filter((event) => event.type === type).map(({ data }) => JSON.parse(data) as Record<string, unknown>);
  }

  async caughtUp(): Promise<void> {
    await this.until(() => this.of('caught-up').length > 0, 'the caught-up record');
  }

  /** Waits until a condition on what came holds. */
  async until(condition: () => boolean, what: string): Promise<void> {
    await until(condition, what).catch((error: unknown) => { throw new Error(`${String(error)}; closed: ${this.closed}; the end of what came: ${this.text.slice(-500)}`); });
  }

  pause(): void {
    this.#answer.pause();
  }

  resume(): void {
    this.#answer.resume();
  }

  close(): void {
    this.#request.destroy();
  }
}
