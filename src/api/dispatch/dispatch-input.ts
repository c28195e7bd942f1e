// The shapes of the calls: every field checked and bounded before it reaches the engine.
import { z } from 'zod';
import { type Capabilities, RUNNER_KINDS } from '../../domain/attempt/runner.ts';
import { DECK_LIMITS, type DeckDescription } from '../../domain/deck/deck.ts';
import {
  type BeatRequest, type ClaimRequest, DISPATCH_PROTOCOL, type HistoryRequest, MAX_CLAIM, MAX_REPORT_ITEMS, type ReportRequest, type SessionRequest,
} from '../../domain/dispatch/protocol.ts';
import { ALGORITHM_LIMITS, type AlgorithmDescription } from '../../domain/graph/algorithm.ts';
import { STOP_BOUNDARIES } from '../../domain/task/order.ts';
import { SPEC_KINDS } from '../../domain/task/spec.ts';
import { DispatchRefusal } from './dispatch-refusal.ts';
import { item } from './fact-input.ts';
import { cleanText, counter, oneOf, ref, uuid, whole } from './input-shape.ts';

/** Longest name of a runner, queue, deck, host or program, in characters. */
export const MAX_NAME = 128;
/** Most queues a runner takes work from. */
export const MAX_QUEUES = 32;
/** Most attempts in one beat: those that run, and those whose end is not acknowledged yet. */
export const MAX_BEAT_ATTEMPTS = 1_000;
/** Longest wait that may be asked for, in seconds; what is held is bounded again by the route. */
export const MAX_WAIT_ASKED = 3_600;

const name = z.string().min(1).max(MAX_NAME).refine((text) => !/\p{C}/u.test(text), 'must have printable characters only');

const can: z.ZodType<Capabilities> = z.object({
  pause: z.boolean(), stopAfter: z.array(oneOf(STOP_BOUNDARIES)).max(STOP_BOUNDARIES.length), retryStep: z.boolean(), answerInput: z.boolean(), cleanup: z.boolean(),
});

const session = z.object({
  protocol: z.literal(DISPATCH_PROTOCOL),
  name,
  kind: oneOf(RUNNER_KINDS),
  slots: whole(1, MAX_CLAIM),
  kinds: z.array(oneOf(SPEC_KINDS)).min(1).max(SPEC_KINDS.length),
  queues: z.array(name).min(1).max(MAX_QUEUES),
  can: z.partialRecord(oneOf(SPEC_KINDS), can),
  // Their insides are a matter of the domain, which reads descriptions wherever they come from.
  decks: z.array(z.unknown()).max(DECK_LIMITS.decks).transform((decks) => decks as DeckDescription[]),
  algorithms: z.array(z.unknown()).max(ALGORITHM_LIMITS.algorithms).transform((algorithms) => algorithms as AlgorithmDescription[]).optional(),
  host: cleanText(MAX_NAME),
  agent: cleanText(MAX_NAME),
});

const waitSeconds = z.number().min(0).max(MAX_WAIT_ASKED);
const claim = z.object({ session: uuid, max: whole(0, MAX_CLAIM), decks: z.array(name).max(DECK_LIMITS.decks), waitSeconds });
const beat = z.object({ session: uuid, attempts: z.array(z.object({ ...ref, controlN: counter.optional() })).max(MAX_BEAT_ATTEMPTS), draining: z.boolean(), waitSeconds });
const report = z.object({ session: uuid, items: z.array(item).max(MAX_REPORT_ITEMS), claim: z.object({ max: whole(0, MAX_CLAIM) }).optional() });
const history = z.object({ session: uuid, after: whole(0, Number.MAX_SAFE_INTEGER), ...ref });

/** Reads each call; BAD_REQUEST names the first field that is wrong, PROTOCOL both versions. */
export const readCall = {
  session(body: unknown): SessionRequest {
    checkProtocol(body);
    return read(session, body) as SessionRequest;
  },
  claim: (body: unknown): ClaimRequest => read(claim, body),
  beat: (body: unknown): BeatRequest => read(beat, body) as BeatRequest,
  report: (body: unknown): ReportRequest => read(report, body) as ReportRequest,
  history: (body: unknown): HistoryRequest => read(history, body),
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
