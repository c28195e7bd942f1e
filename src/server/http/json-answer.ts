// Answers in JSON and plain text with the headers that every answer of the server's own pages carries.
import type { ServerResponse } from 'node:http';

/** What every error of the server itself looks like. */
export interface ErrorBody {
  readonly code: string;
  readonly message: string;
  readonly [detail: string]: unknown;
}

type Headers = Readonly<Record<string, string>>;

/** Sends a JSON body. */
export function sendJson(res: ServerResponse, status: number, answer: { body: object; headers?: Headers }): void {
  send(res, status, { text: `${JSON.stringify(answer.body)}\n`, headers: { 'content-type': 'application/json; charset=utf-8', ...answer.headers } });
}

/** Sends plain text. */
export function sendText(res: ServerResponse, status: number, answer: { text: string; headers?: Headers }): void {
  send(res, status, { text: answer.text, headers: { 'content-type': 'text/plain; charset=utf-8', ...answer.headers } });
}

function send(res: ServerResponse, status: number, { text, headers }: { text: string; headers: Headers }): void {
  // Answered already, as one whose body stopped coming while its room read it.
  if (res.headersSent) return;
  const body = Buffer.from(text);
  res.writeHead(status, { 'content-length': body.length, 'cache-control': 'no-store', 'x-content-type-options': 'nosniff', ...headers });
  // Node leaves the body of an answer to HEAD out by itself.
  res.end(body);
}
