// What runners report, checked before it reaches SQL: every field has its type and its bound.
import { LOG_SOURCES } from '../../domain/attempt/log-line.ts';
import { MAX_LINE_LENGTH, MAX_REPORT_ITEMS, type AttemptEnd, type ReportItem, type ReportedLine } from '../../domain/dispatch/protocol.ts';
import { resultValuesAt } from '../../domain/graph/result-input.ts';
import { integerAt, invalid, listAt, objectAt, textAt, wordAt, type InputPath } from '../../domain/input/check.ts';
import { STOP_BOUNDARIES } from '../../domain/task/order.ts';
import { refAt } from './dispatch-check.ts';
import { holdAt, phaseAt, stepAt } from './step-fact-check.ts';

/** Most lines of one item. */
export const MAX_REPORTED_LINES = 100_000;

const MAX_INT = 2 ** 31 - 1;
/** The first moment that RFC 3339 cannot write. */
const YEAR_10000 = Date.UTC(10_000, 0);
const ENDS = ['EXIT', 'SIGNAL', 'TIMEOUT', 'ORDER', 'DONE', 'FAILED', 'STOPPED', 'INVALID', 'CRASHED', 'HANDED_BACK'] as const satisfies readonly AttemptEnd['by'][];
const WITH_MESSAGE: ReadonlySet<AttemptEnd['by']> = new Set(['FAILED', 'STOPPED', 'INVALID', 'CRASHED', 'HANDED_BACK']);

type Item<Type extends ReportItem['type']> = Extract<ReportItem, { type: Type }>;

/** The items of a report, with times as the database reads them. Throws INVALID. */
export function reportItemsAt(items: readonly ReportItem[]): readonly ReportItem[] {
  return listAt(items, ['items'], { max: MAX_REPORT_ITEMS, entry: itemAt });
}

function itemAt(value: unknown, path: InputPath): ReportItem {
  const item = value as ReportItem;
  refAt(item, path);
  integerAt(item.n, [...path, 'n'], { min: 1, max: Number.MAX_SAFE_INTEGER });
  switch (wordAt(item.type, [...path, 'type'], ['log', 'phase', 'step', 'hold', 'result', 'finish'])) {
    case 'log':
      return logAt(item as Item<'log'>, path);
    case 'phase':
      return phaseAt(item as Item<'phase'>, path);
    case 'step':
      return stepAt(item as Item<'step'>, path);
    case 'hold':
      return holdAt(item as Item<'hold'>, path);
    case 'result':
      return resultAt(item as Item<'result'>, path);
    case 'finish':
      endAt((item as Item<'finish'>).end, [...path, 'end']);
      return item;
  }
}

function resultAt(item: Item<'result'>, path: InputPath): ReportItem {
  return { ...item, values: resultValuesAt(item.values, [...path, 'values']) };
}

function logAt(item: Item<'log'>, path: InputPath): ReportItem {
  integerAt(item.dropped, [...path, 'dropped'], { min: 0, max: MAX_INT });
  return { ...item, lines: listAt(item.lines, [...path, 'lines'], { max: MAX_REPORTED_LINES, entry: lineAt }) };
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
  const end = objectAt(value, path, ['by', 'exitCode', 'signal', 'verb', 'after', 'cleanup', 'message']);
  const by = wordAt(end['by'], [...path, 'by'], ENDS);
  if (by === 'EXIT' || end['exitCode'] != null) integerAt(end['exitCode'], [...path, 'exitCode'], { min: -MAX_INT - 1, max: MAX_INT });
  if (by === 'SIGNAL' || end['signal'] != null) textAt(end['signal'], [...path, 'signal'], { min: 1, max: 32 });
  if (by === 'STOPPED') {
    wordAt(end['after'], [...path, 'after'], STOP_BOUNDARIES);
    wordAt(end['cleanup'], [...path, 'cleanup'], ['RAN', 'SKIPPED']);
  }
  if (WITH_MESSAGE.has(by)) textAt(end['message'], [...path, 'message'], { max: MAX_LINE_LENGTH });
}
