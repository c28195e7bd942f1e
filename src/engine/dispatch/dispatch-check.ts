// What runners say, checked before it reaches SQL: ids, numbers and texts that PostgreSQL can take.
import { RUNNER_KINDS } from '../../domain/attempt/runner.ts';
import { LOG_SOURCES } from '../../domain/attempt/log-line.ts';
import { MAX_CLAIM, MAX_LINE_LENGTH, MAX_REPORT_ITEMS, type AttemptEnd, type AttemptRef, type ReportItem, type ReportedLine, type SessionRequest } from '../../domain/dispatch/protocol.ts';
import { integerAt, invalid, jsonObjectAt, listAt, objectAt, textAt, wordAt, type InputPath } from '../../domain/input/check.ts';
import { MAX_NAME, nameAt } from '../../domain/input/spec-input.ts';
import { SPEC_KINDS } from '../../domain/task/spec.ts';
import { isUuid } from '../../domain/uuid.ts';

/** Most attempts of one beat, queues of one runner, and lines of one item. */
export const DISPATCH_LIMITS = { attempts: 10_000, queues: 1_000, lines: 100_000 } as const;

/** Longest list of capabilities, in characters of JSON. */
const MAX_CAN = 1_000;
const MAX_INT = 2 ** 31 - 1;
/** The first moment that RFC 3339 cannot write. */
const YEAR_10000 = Date.UTC(10_000, 0);
const ENDS = ['EXIT', 'SIGNAL', 'TIMEOUT', 'ORDER', 'INVALID', 'CRASHED', 'HANDED_BACK'] as const satisfies readonly AttemptEnd['by'][];

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
  return request;
}

/** How many attempts a claim asks for. */
export function claimSizeAt(max: number): number {
  return integerAt(max, ['max'], { min: 1, max: MAX_CLAIM });
}

/** The ids of attempts that a runner names. */
export function attemptIdsAt(attempts: readonly AttemptRef[]): readonly string[] {
  return listAt(attempts, ['attempts'], { max: DISPATCH_LIMITS.attempts, entry: (attempt, path) => refAt(attempt, path).attemptId });
}

/** The items of a report, with times as the database reads them. */
export function reportItemsAt(items: readonly ReportItem[]): readonly ReportItem[] {
  return listAt(items, ['items'], { max: MAX_REPORT_ITEMS, entry: itemAt });
}

function itemAt(value: unknown, path: InputPath): ReportItem {
  const item = value as ReportItem;
  refAt(item, path);
  integerAt(item.n, [...path, 'n'], { min: 1, max: Number.MAX_SAFE_INTEGER });
  if (wordAt(item.type, [...path, 'type'], ['log', 'finish']) === 'finish') endAt((item as { end: unknown }).end, [...path, 'end']);
  if (item.type !== 'log') return item;
  integerAt(item.dropped, [...path, 'dropped'], { min: 0, max: MAX_INT });
  return { ...item, lines: listAt(item.lines, [...path, 'lines'], { max: DISPATCH_LIMITS.lines, entry: lineAt }) };
}

function refAt(value: unknown, path: InputPath): AttemptRef {
  if (typeof value !== 'object' || value === null) invalid(path, 'must be an object');
  const { attemptId, epoch } = value as AttemptRef;
  if (typeof attemptId !== 'string' || !isUuid(attemptId)) invalid([...path, 'attemptId'], 'must be the id of an attempt');
  integerAt(epoch, [...path, 'epoch'], { min: 0, max: MAX_INT });
  return { attemptId, epoch };
}

function lineAt(value: unknown, path: InputPath): ReportedLine {
  const { at, source, message } = objectAt(value, path, ['at', 'source', 'message']);
  const time = Date.parse(textAt(at, [...path, 'at'], { max: 64 }));
  if (!(time >= 0 && time < YEAR_10000)) invalid([...path, 'at'], 'must be a time since 1970 as RFC 3339 writes it');
  return {
    at: new Date(time).toISOString(),
    source: wordAt(source, [...path, 'source'], LOG_SOURCES),
    message: textAt(message, [...path, 'message'], { max: MAX_LINE_LENGTH }),
  };
}

function endAt(value: unknown, path: InputPath): void {
  const end = objectAt(value, path, ['by', 'exitCode', 'signal', 'verb', 'message']);
  const by = wordAt(end['by'], [...path, 'by'], ENDS);
  if (by === 'EXIT' || end['exitCode'] != null) integerAt(end['exitCode'], [...path, 'exitCode'], { min: -MAX_INT - 1, max: MAX_INT });
  if (by === 'SIGNAL' || end['signal'] != null) textAt(end['signal'], [...path, 'signal'], { min: 1, max: 32 });
  if (by === 'INVALID' || by === 'CRASHED' || by === 'HANDED_BACK') textAt(end['message'], [...path, 'message'], { max: MAX_LINE_LENGTH });
}
