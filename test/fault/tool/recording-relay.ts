// A relay between a runner and its server that passes every call on and writes down what became of the reports.
import http from 'node:http';
import type { AddressInfo } from 'node:net';
import type { ReportAnswer, ReportRequest } from '../../../src/domain/dispatch/protocol.ts';

/** Milliseconds that an idle connection is kept. */
const KEPT_MS = 120_000;

/** One report with its answer. */
export interface RelayedReport {
  /** Milliseconds of `performance.now()` at which it was answered. */
  readonly at: number;
  readonly status: number;
  readonly request: ReportRequest;
  /** Null when the server has refused the report as a whole. */
  readonly answer: ReportAnswer | null;
}

/** Calls go through in full, one request to one answer; it neither changes nor delays anything. */
export class RecordingRelay {
  readonly reports: RelayedReport[] = [];
  readonly #to: string;
  readonly #server: http.Server;

  private constructor(to: string) {
    this.#to = to;
    this.#server = http.createServer((req, res) => void this.#relay(req, res).catch(() => res.destroy()));
    // Longer than any freeze: what a frozen runner says first must find its connection still there.
    this.#server.keepAliveTimeout = KEPT_MS;
  }

  static async open(to: string): Promise<RecordingRelay> {
    const relay = new RecordingRelay(to);
    await new Promise<void>((resolve) => relay.#server.listen(0, '127.0.0.1', resolve));
    return relay;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  /** Reports after a moment that the server did not take: refused as a whole, or stale in every item. */
  refusedAfter(at: number): readonly RelayedReport[] {
    return this.reports.filter((report) => report.at > at && (report.answer === null || report.request.items.every((item) => report.answer!.stale.includes(item.attemptId))));
  }

  async close(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
  }

  async #relay(req: http.IncomingMessage, res: http.ServerResponse): Promise<void> {
    const chunks: Buffer[] = [];
    for await (const chunk of req) chunks.push(chunk as Buffer);
    const body = Buffer.concat(chunks);
    const headers = { authorization: req.headers.authorization ?? '', 'content-type': 'application/json' };
    const hungUp = new AbortController();
    res.once('close', () => hungUp.abort());
    // A caller that has been stopped and lets go of its call has still made it: reports are passed on to the end.
    const isReport = req.url === '/dispatch/report';
    const answer = await fetch(`${this.#to}${req.url}`, { method: 'POST', headers, body, ...(isReport ? {} : { signal: hungUp.signal }) });
    const text = await answer.text();
    if (isReport) this.reports.push({ at: performance.now(), status: answer.status, request: JSON.parse(body.toString()) as ReportRequest, answer: answer.ok ? (JSON.parse(text) as ReportAnswer) : null });
    res.writeHead(answer.status, { 'content-type': 'application/json' }).end(text);
  }
}
