// Reading what the server answered: bounded, and checked for the fields that the runner relies on.
import { DispatchCallError } from './dispatch-call-error.ts';
import type { BeatAnswer, ClaimAnswer, DispatchError, FileAnswer, HistoryAnswer, ReportAnswer, SessionAnswer } from '../../domain/dispatch/protocol.ts';

/** Most bytes of one answer: 64 attempts with a large diff each stay below it. */
export const MAX_ANSWER_BYTES = 64 * 1024 * 1024;

/** The body as text; rejects when it is larger than `MAX_ANSWER_BYTES`. */
export async function readBody(body: AsyncIterable<Uint8Array>): Promise<string> {
  return (await readBytes(body, MAX_ANSWER_BYTES)).toString('utf8');
}

/** The body as it is; rejects when it has more bytes than that. */
export async function readBytes(body: AsyncIterable<Uint8Array>, most: number): Promise<Buffer> {
  const parts: Uint8Array[] = [];
  let bytes = 0;
  for await (const part of body) {
    bytes += part.byteLength;
    if (bytes > most) throw new DispatchCallError('SILENT', `the answer is larger than ${most} bytes`);
    parts.push(part);
  }
  return Buffer.concat(parts);
}

const CODES: readonly string[] = [
  'BAD_REQUEST',
  'UNAUTHORIZED',
  'FORBIDDEN',
  'UNKNOWN_SESSION',
  'PROTOCOL',
  'TOO_LARGE',
  'UNAVAILABLE',
] satisfies DispatchError['code'][];

/** The error of a refused call. A body of another shape comes from something in between (a proxy, another program on the port): SILENT. */
export function refusalOf(status: number, text: string): DispatchCallError {
  const body = record(safeParse(text));
  if (body && typeof body.code === 'string' && CODES.includes(body.code)) {
    return new DispatchCallError(body.code as DispatchError['code'], String(body.message));
  }
  return new DispatchCallError('SILENT', `HTTP ${status} with a body that is not of the dispatch protocol`);
}

/** Checks the shape of each answer; a wrong one is SILENT, since no server of this protocol gave it. */
export const readAnswer = {
  session(body: unknown): SessionAnswer {
    const { session, leaseSeconds, beatSeconds } = record(body) ?? {};
    return checked<SessionAnswer>(body, isText(session) && isPositive(leaseSeconds) && isPositive(beatSeconds));
  },
  claim(body: unknown): ClaimAnswer {
    const attempts = record(body)?.attempts;
    return checked<ClaimAnswer>(body, Array.isArray(attempts) && attempts.every(isAttempt));
  },
  beat(body: unknown): BeatAnswer {
    const { orders, controls, lost } = record(body) ?? {};
    const isRight = Array.isArray(orders) && orders.every(isOrder) && Array.isArray(controls) && controls.every(isControl) && isTexts(lost);
    return checked<BeatAnswer>(body, isRight);
  },
  history(body: unknown): HistoryAnswer {
    const { phases, steps, next } = record(body) ?? {};
    return checked<HistoryAnswer>(body, Array.isArray(phases) && Array.isArray(steps) && steps.every(isPastStep) && (next === null || Number.isSafeInteger(next)));
  },
  report(body: unknown): ReportAnswer {
    const { upTo, stale, attempts = [] } = record(body) ?? {};
    return checked<ReportAnswer>(body, Number.isSafeInteger(upTo) && isTexts(stale) && Array.isArray(attempts) && attempts.every(isAttempt));
  },
  file(body: unknown): FileAnswer {
    const { id, sha256, size } = record(body) ?? {};
    return checked<FileAnswer>(body, isText(id) && isText(sha256) && Number.isSafeInteger(size));
  },
};

function checked<T>(body: unknown, isRight: boolean): T {
  if (!isRight) throw new DispatchCallError('SILENT', 'the answer lacks fields of the dispatch protocol; is the address that of the server?');
  return body as T;
}

function isAttempt(item: unknown): boolean {
  const { attemptId, epoch, taskId, spec, holdN, controlN } = record(item) ?? {};
  return isText(attemptId) && isText(taskId) && record(spec) !== null && [epoch, holdN, controlN].every(Number.isSafeInteger);
}

function isControl(item: unknown): boolean {
  const { attemptId, controlN } = record(item) ?? {};
  return isText(attemptId) && Number.isSafeInteger(controlN);
}

function isPastStep(item: unknown): boolean {
  const step = record(item) ?? {};
  return isText(step.section) && isText(step.path) && isText(step.state) && [step.index, step.sample, step.try].every(Number.isSafeInteger);
}

function isOrder(item: unknown): boolean {
  const { attemptId, order } = record(item) ?? {};
  return isText(attemptId) && isText(record(order)?.verb);
}

function isTexts(value: unknown): boolean {
  return Array.isArray(value) && value.every(isText);
}

function isText(value: unknown): boolean {
  return typeof value === 'string';
}

function isPositive(value: unknown): boolean {
  return typeof value === 'number' && value > 0;
}

function record(value: unknown): Record<string, unknown> | null {
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : null;
}

function safeParse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    // Not JSON at all: the caller says so with the status.
    return null;
  }
}
