// The shapes of reported facts: output and ends of attempts, and what is said of their steps.
import { z } from 'zod';
import { LOG_SOURCES } from '../../domain/attempt/log-line.ts';
import { MAX_LINE_LENGTH } from '../../domain/dispatch/protocol.ts';
import { MAX_GRAPH_VALUES, type GraphValue } from '../../domain/graph/graph-value.ts';
import { ORDER_VERBS, STOP_BOUNDARIES } from '../../domain/task/order.ts';
import { MAX_INT32, cleanText, numberOfItem, oneOf, ref, whole } from './input-shape.ts';
import { holdItem, phaseItem, stepItem } from './step-fact-input.ts';

/** Most lines in one log item. */
export const MAX_ITEM_LINES = 10_000;

const message = cleanText(MAX_LINE_LENGTH);
const signal = z.string().regex(/^SIG[A-Z0-9+]{1,20}$/);
const exitCode = whole(-MAX_INT32 - 1, MAX_INT32);

const ended = { exitCode: exitCode.nullable(), signal: signal.nullable() };
const end = z.discriminatedUnion('by', [
  z.object({ by: z.literal('EXIT'), exitCode }),
  z.object({ by: z.literal('SIGNAL'), signal }),
  z.object({ by: z.literal('TIMEOUT'), ...ended }),
  z.object({ by: z.literal('ORDER'), verb: oneOf(ORDER_VERBS), ...ended }),
  z.object({ by: z.literal('DONE') }),
  z.object({ by: z.literal('FAILED'), message }),
  z.object({ by: z.literal('STOPPED'), after: oneOf(STOP_BOUNDARIES), cleanup: z.enum(['RAN', 'SKIPPED']), message }),
  z.object({ by: z.literal('INVALID'), message }),
  z.object({ by: z.literal('CRASHED'), message }),
  z.object({ by: z.literal('HANDED_BACK'), message }),
]);

// Before 1970 is no clock; the year 0000, which the form allows, is no time for the database.
const at = z.iso.datetime({ offset: true }).max(40).refine((text) => Date.parse(text) >= 0, 'must not be before 1970');
const line = z.object({ at, source: oneOf(LOG_SOURCES), message });
/** One numbered fact. */
export const item = z.discriminatedUnion('type', [
  z.object({ n: numberOfItem, type: z.literal('log'), lines: z.array(line).max(MAX_ITEM_LINES), dropped: whole(0, Number.MAX_SAFE_INTEGER), ...ref }),
  phaseItem,
  stepItem,
  holdItem,
  // Their insides are a matter of the domain.
  z.object({ n: numberOfItem, type: z.literal('result'), values: z.array(z.unknown()).max(MAX_GRAPH_VALUES).transform((values) => values as GraphValue[]), ...ref }),
  z.object({ n: numberOfItem, type: z.literal('finish'), end, ...ref }),
]);
