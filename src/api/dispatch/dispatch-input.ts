// The shapes of the four calls: every field checked and bounded before it reaches the engine.
import { z } from 'zod';
import { RUNNER_KINDS } from '../../domain/attempt/runner.ts';
import { LOG_SOURCES } from '../../domain/attempt/log-line.ts';
import {
  type BeatRequest, type ClaimRequest, DISPATCH_PROTOCOL, MAX_CLAIM, MAX_LINE_LENGTH, MAX_REPORT_ITEMS, type ReportRequest, type SessionRequest,
} from '../../domain/dispatch/protocol.ts';
import { SPEC_KINDS } from '../../domain/task/spec.ts';
import { ORDER_VERBS, STOP_BOUNDARIES } from '../../domain/task/order.ts';
import { isUuid } from '../../domain/uuid.ts';
import { DispatchRefusal } from './dispatch-refusal.ts';

/** Longest name of a runner, queue, host or program, in characters. */
export const MAX_NAME = 128;
/** Most queues a runner takes work from. */
export const MAX_QUEUES = 32;
/** Most attempts in one beat: those that run, and those whose end is not acknowledged yet. */
export const MAX_BEAT_ATTEMPTS = 1_000;
/** Most lines in one log item. */
export const MAX_ITEM_LINES = 10_000;
/** Longest wait that may be asked for, in seconds; what is held is bounded again by the route. */
export const MAX_WAIT_ASKED = 3_600;

const INT32 = 2_147_483_647;
// PostgreSQL keeps no NUL in text; half of a surrogate pair is no character at all.
const clean = (text: string): string => text.toWellFormed().replaceAll('\0', '\ufffd');
const name = z.string().min(1).max(MAX_NAME).refine((text) => !/\p{C}/u.test(text), 'must have printable characters only');
const uuid = z.string().refine(isUuid, 'must be a UUID in lower case');
const whole = (from: number, to: number) => z.int().min(from).max(to);
const message = z.string().max(MAX_LINE_LENGTH).transform(clean);
const signal = z.string().regex(/^SIG[A-Z0-9+]{1,20}$/);
const exitCode = whole(-INT32 - 1, INT32);
const ref = { attemptId: uuid, epoch: whole(1, INT32) };
const oneOf = <T extends string>(values: readonly T[]) => z.enum(values as readonly [T, ...T[]]);

const session = z.object({
  protocol: z.literal(DISPATCH_PROTOCOL),
  name,
  kind: oneOf(RUNNER_KINDS),
  slots: whole(1, MAX_CLAIM),
  kinds: z.array(oneOf(SPEC_KINDS)).min(1).max(SPEC_KINDS.length),
  queues: z.array(name).min(1).max(MAX_QUEUES),
  can: z.object({ pause: z.boolean(), stopAfter: z.array(oneOf(STOP_BOUNDARIES)).max(STOP_BOUNDARIES.length), retryStep: z.boolean(), answerInput: z.boolean(), cleanup: z.boolean() }),
  host: z.string().max(MAX_NAME).transform(clean),
  agent: z.string().max(MAX_NAME).transform(clean),
});

const claim = z.object({ session: uuid, max: whole(1, MAX_CLAIM), waitSeconds: z.number().min(0).max(MAX_WAIT_ASKED) });

const beat = z.object({ session: uuid, attempts: z.array(z.object(ref)).max(MAX_BEAT_ATTEMPTS), draining: z.boolean(), waitSeconds: z.number().min(0).max(MAX_WAIT_ASKED) });

const ended = { exitCode: exitCode.nullable(), signal: signal.nullable() };
const end = z.discriminatedUnion('by', [
  z.object({ by: z.literal('EXIT'), exitCode }),
  z.object({ by: z.literal('SIGNAL'), signal }),
  z.object({ by: z.literal('TIMEOUT'), ...ended }),
  z.object({ by: z.literal('ORDER'), verb: oneOf(ORDER_VERBS), ...ended }),
  z.object({ by: z.literal('INVALID'), message }),
  z.object({ by: z.literal('CRASHED'), message }),
  z.object({ by: z.literal('HANDED_BACK'), message }),
]);
const n = whole(1, Number.MAX_SAFE_INTEGER);
// Before 1970 is no clock; the year 0000, which the form allows, is no time for the database.
const at = z.iso.datetime({ offset: true }).max(40).refine((text) => Date.parse(text) >= 0, 'must not be before 1970');
const line = z.object({ at, source: oneOf(LOG_SOURCES), message });
const item = z.discriminatedUnion('type', [
  z.object({ n, type: z.literal('log'), lines: z.array(line).max(MAX_ITEM_LINES), dropped: whole(0, Number.MAX_SAFE_INTEGER), ...ref }),
  z.object({ n, type: z.literal('finish'), end, ...ref }),
]);
const report = z.object({ session: uuid, items: z.array(item).max(MAX_REPORT_ITEMS) });

/** Reads each call; BAD_REQUEST names the first field that is wrong, PROTOCOL both versions. */
export const readCall = {
  session(body: unknown): SessionRequest {
    checkProtocol(body);
    return read(session, body);
  },
  claim: (body: unknown): ClaimRequest => read(claim, body),
  beat: (body: unknown): BeatRequest => read(beat, body),
  report: (body: unknown): ReportRequest => read(report, body),
} as const;

// First of all: the fields of another version may have other shapes, and what must be said is the version.
function checkProtocol(body: unknown): void {
  const asked = typeof body === 'object' && body !== null && 'protocol' in body ? body.protocol : undefined;
  if (asked === DISPATCH_PROTOCOL) return;
  const theirs = typeof asked === 'number' ? String(asked) : 'none';
  throw new DispatchRefusal('PROTOCOL', `the runner speaks version ${theirs} of the dispatch protocol, the server version ${DISPATCH_PROTOCOL}; run the same release on both sides`);
}

function read<T>(shape: z.ZodType<T>, body: unknown): T {
  const result = shape.safeParse(body);
  if (result.success) return result.data;
  const issue = result.error.issues[0];
  const path = issue?.path.map(String).join('.') || 'the body';
  throw new DispatchRefusal('BAD_REQUEST', `${path}: ${issue?.message ?? 'is not as the protocol says'}`, { cause: result.error });
}
