// Answers of the dialect: JSON of a length that is told, and errors as `{"detail": …}`.
import { type IncomingMessage, type ServerResponse, STATUS_CODES } from 'node:http';
import type { IkomiaError } from '../ikomia-error.ts';

type Headers = Readonly<Record<string, string>>;

/** Of every answer. */
export const ANSWER_HEADERS: Headers = { 'content-type': 'application/json', 'cache-control': 'no-store', 'x-content-type-options': 'nosniff' };

/** Reason phrases that Node has no words for. */
const REASONS: Readonly<Record<number, string>> = { 520: 'Workflow Run Error' };

/** What an answer goes out on. */
export interface AnswerTo {
  readonly req: IncomingMessage;
  readonly res: ServerResponse;
}

/** Sends a value as JSON, with its length: clients of failed runs read no answer without one. */
export function answerJson(to: AnswerTo, status: number, answer: { readonly body: unknown; readonly headers?: Headers }): void {
  answerText(to, status, { text: JSON.stringify(answer.body), headers: answer.headers ?? {} });
}

/** Sends a JSON text. */
export function answerText({ req, res }: AnswerTo, status: number, { text, headers = {} }: { readonly text: string; readonly headers?: Headers }): void {
  // Answered already, as one whose body stopped coming while it was read.
  if (res.destroyed || res.headersSent) return;
  res.writeHead(status, REASONS[status] ?? STATUS_CODES[status] ?? '', { ...ANSWER_HEADERS, 'content-length': Buffer.byteLength(text), ...(req.complete ? {} : { connection: 'close' }), ...headers });
  res.end(text);
}

/** Sends an error. */
export function answerError(to: AnswerTo, error: IkomiaError): void {
  answerJson(to, error.status, { body: { detail: error.detail }, headers: error.headers });
}

/** Answers OPTIONS. */
export function answerOptions({ res }: AnswerTo, methods: readonly string[]): void {
  if (res.destroyed || res.headersSent) return;
  res.writeHead(204, { allow: [...methods, 'OPTIONS'].join(', '), 'cache-control': 'no-store' }).end();
}
