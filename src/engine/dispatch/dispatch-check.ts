// What runners say of themselves, checked before it reaches SQL: ids, numbers and texts that PostgreSQL can take.
import { RUNNER_KINDS } from '../../domain/attempt/runner.ts';
import { decksAt, deckNameAt } from '../../domain/deck/deck-input.ts';
import { DECK_LIMITS } from '../../domain/deck/deck.ts';
import { MAX_CLAIM, type AttemptRef, type BeatRef, type ClaimRequest, type SessionRequest } from '../../domain/dispatch/protocol.ts';
import { offeredAlgorithmsAt } from '../../domain/graph/algorithm-input.ts';
import { BUILT_IN_ALGORITHMS } from '../../domain/graph/built-in/built-in-algorithms.ts';
import { integerAt, invalid, jsonObjectAt, listAt, textAt, wordAt, type InputPath } from '../../domain/input/check.ts';
import { MAX_NAME, nameAt } from '../../domain/input/spec-input.ts';
import { SPEC_KINDS } from '../../domain/task/spec.ts';
import { isUuid } from '../../domain/uuid.ts';

/** Most attempts of one beat, and queues of one runner. */
export const DISPATCH_LIMITS = { attempts: 10_000, queues: 1_000 } as const;

/** Longest list of capabilities, in characters of JSON. */
const MAX_CAN = 1_000;
const MAX_INT = 2 ** 31 - 1;

/** The fields of a request for a session that reach columns; throws INVALID. */
export function sessionRequestAt(request: SessionRequest): SessionRequest {
  nameAt(request.name, ['name']);
  wordAt(request.kind, ['kind'], RUNNER_KINDS);
  integerAt(request.slots, ['slots'], { min: 1, max: MAX_CLAIM });
  listAt(request.kinds, ['kinds'], { max: SPEC_KINDS.length, entry: (kind, path) => wordAt(kind, path, SPEC_KINDS) });
  listAt(request.queues, ['queues'], { max: DISPATCH_LIMITS.queues, entry: nameAt });
  textAt(request.host, ['host'], { max: MAX_NAME });
  textAt(request.agent, ['agent'], { max: MAX_NAME });
  jsonObjectAt(request.can, ['can'], { max: MAX_CAN });
  const builtIn = new Set(BUILT_IN_ALGORITHMS.map(({ name }) => name));
  return { ...request, decks: decksAt(request.decks, ['decks']), algorithms: offeredAlgorithmsAt(request.algorithms ?? [], ['algorithms'], builtIn) };
}

/** How many attempts that need no deck a claim asks for, and for which decks it asks for one. */
export function claimSizeAt(request: Pick<ClaimRequest, 'max' | 'decks'>): Pick<ClaimRequest, 'max' | 'decks'> {
  return { max: integerAt(request.max, ['max'], { min: 0, max: MAX_CLAIM }), decks: listAt(request.decks, ['decks'], { max: DECK_LIMITS.decks, entry: deckNameAt }) };
}

/** The ids of attempts that a runner names. */
export function attemptIdsAt(attempts: readonly BeatRef[]): readonly string[] {
  return listAt(attempts, ['attempts'], { max: DISPATCH_LIMITS.attempts, entry: heardAt });
}

function heardAt(value: unknown, path: InputPath): string {
  const { attemptId } = refAt(value, path);
  const { controlN } = value as BeatRef;
  if (controlN !== undefined) integerAt(controlN, [...path, 'controlN'], { min: -1, max: MAX_INT });
  return attemptId;
}

/** An attempt with its fence. */
export function refAt(value: unknown, path: InputPath): AttemptRef {
  if (typeof value !== 'object' || value === null) invalid(path, 'must be an object');
  const { attemptId, epoch } = value as AttemptRef;
  if (typeof attemptId !== 'string' || !isUuid(attemptId)) invalid([...path, 'attemptId'], 'must be the id of an attempt');
  integerAt(epoch, [...path, 'epoch'], { min: 0, max: MAX_INT });
  return { attemptId, epoch };
}

/** The ord of the last record that was read. */
export function afterAt(after: number): number {
  return integerAt(after, ['after'], { min: 0, max: Number.MAX_SAFE_INTEGER });
}
