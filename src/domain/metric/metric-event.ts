// Reading one event as a program has sent it: what it is about, or what is wrong with it. No schema library: batches have ten thousand of them.
import { type DocumentKind, MAX_DOCUMENT_BODY, MAX_DOCUMENT_KEY, MAX_EVENT_WORD, MAX_IMAGE_URL, MAX_LOG_MESSAGE, MAX_SERIES_NAME } from './metric-kind.ts';

/** What every event says. */
interface EventHead {
  /** The id that the event names, as it was sent. */
  readonly owner: string;
  /** Whether the owner is a model. */
  readonly isModel: boolean;
  /** Whether it is to be taken although the owner is published. */
  readonly allowLocked: boolean;
  /** Milliseconds since 1970; null = when it arrives. */
  readonly at: number | null;
}

/** A message. */
export interface MessageEvent extends EventHead {
  readonly type: 'MESSAGE';
  readonly message: string;
  readonly level: string | null;
  readonly worker: string | null;
}

/** A number at an iteration. NaN and the infinities are numbers here. */
export interface PointEvent extends EventHead {
  readonly type: 'POINT';
  readonly metric: string;
  readonly variant: string;
  readonly iter: number;
  readonly value: number;
  readonly xAxisLabel: string | null;
}

/** A list of numbers, a plot or a picture at an iteration. */
export interface DocumentEvent extends EventHead {
  readonly type: 'DOCUMENT';
  readonly kind: DocumentKind;
  readonly metric: string;
  readonly variant: string;
  readonly iter: number;
  readonly key: string;
  /** JSON text of a plot or list. */
  readonly body: string | null;
  readonly url: string | null;
  readonly worker: string | null;
}

/** An event that can be stored when its owner is there. */
export type MetricEvent = MessageEvent | PointEvent | DocumentEvent;

/** The last time that is taken, 9999-12-31, in milliseconds since 1970. */
const MAX_TIME = 253_402_300_799_999;

type Given = Readonly<Record<string, unknown>>;

/** Reads an event; the text says what is wrong with one that cannot be stored. Texts are few and name no values, so that they can be counted. `worker` is who sends when the event does not say. */
export function readEvent(given: Given, worker: string | null): MetricEvent | string {
  const { type } = given;
  if (typeof type !== 'string' || type === '') return 'the event has no type';
  const isModel = given['model_event'] === true;
  const owner = isModel ? (given['model'] ?? given['task']) : given['task'];
  if (typeof owner !== 'string' || owner === '') return isModel ? 'the event names no model' : 'the event names no task';
  const at = timeOf(given['timestamp']);
  if (at === false) return 'timestamp must be a number of milliseconds since 1970';
  const head = { owner, isModel, allowLocked: given['allow_locked'] === true, at };
  switch (type) {
    case 'training_stats_scalar':
      return readPoint(given, head);
    case 'log':
      return readMessage(given, head, worker);
    case 'training_stats_vector':
    case 'plot':
    case 'training_debug_image':
      return readDocument(given, head, { type, worker });
    default:
      return 'the type of the event is not known';
  }
}

/** A text as it can be kept: without NUL and without halves of surrogate pairs; null when it is none or too long. Absent is empty. */
function nameOf(value: unknown): string | null {
  if (value === undefined || value === null) return '';
  return typeof value === 'string' && value.length <= MAX_SERIES_NAME ? storableText(value) : null;
}

/** A text without what PostgreSQL cannot keep. */
function storableText(text: string): string {
  return (text.includes('\0') ? text.replaceAll('\0', '') : text).toWellFormed();
}

function timeOf(value: unknown): number | null | false {
  if (value === undefined || value === null) return null;
  return typeof value === 'number' && value >= 0 && value <= MAX_TIME ? Math.trunc(value) : false;
}

function iterOf(value: unknown): number | null {
  if (value === undefined || value === null) return 0;
  return typeof value === 'number' && Number.isSafeInteger(value) ? value + 0 : null;
}

/** Words that stand for numbers which JSON does not have. */
const WORDS: Readonly<Record<string, number>> = { NaN: Number.NaN, Infinity: Number.POSITIVE_INFINITY, '-Infinity': Number.NEGATIVE_INFINITY };

function valueOf(value: unknown): number | null {
  if (typeof value === 'number') return value;
  return typeof value === 'string' && Object.hasOwn(WORDS, value) ? WORDS[value]! : null;
}

function wordOf(value: unknown): string | null {
  return typeof value === 'string' && value !== '' ? storableText(value.slice(0, MAX_EVENT_WORD)) : null;
}

const BAD_NAME = `metric and variant must be texts of at most ${MAX_SERIES_NAME} characters`;
const BAD_ITER = 'iter must be a whole number';

function readPoint(given: Given, head: EventHead): PointEvent | string {
  const metric = nameOf(given['metric']);
  const variant = nameOf(given['variant']);
  if (metric === null || variant === null) return BAD_NAME;
  const iter = iterOf(given['iter']);
  if (iter === null) return BAD_ITER;
  const value = valueOf(given['value']);
  if (value === null) return 'value must be a number';
  const { owner, isModel, allowLocked, at } = head;
  return { type: 'POINT', owner, isModel, allowLocked, at, metric, variant, iter, value, xAxisLabel: wordOf(given['x_axis_label']) };
}

function readMessage(given: Given, head: EventHead, worker: string | null): MessageEvent | string {
  if (head.isModel) return 'models have no log';
  const { msg } = given;
  if (typeof msg !== 'string') return 'msg must be a text';
  if (msg.length > MAX_LOG_MESSAGE) return `msg must have at most ${MAX_LOG_MESSAGE} characters`;
  return { type: 'MESSAGE', ...head, message: storableText(msg), level: wordOf(given['level']), worker: wordOf(given['worker']) ?? worker };
}

const DOCUMENT_KINDS = { training_stats_vector: 'VECTOR', plot: 'PLOT', training_debug_image: 'IMAGE' } as const;

function readDocument(given: Given, head: EventHead, { type, worker }: { readonly type: keyof typeof DOCUMENT_KINDS; readonly worker: string | null }): DocumentEvent | string {
  const metric = nameOf(given['metric']);
  const variant = nameOf(given['variant']);
  if (metric === null || variant === null) return BAD_NAME;
  const iter = iterOf(given['iter']);
  if (iter === null) return BAD_ITER;
  const content = CONTENTS[type](given);
  if (typeof content === 'string') return content;
  return { type: 'DOCUMENT', ...head, kind: DOCUMENT_KINDS[type], metric, variant, iter, ...content, worker: wordOf(given['worker']) ?? worker };
}

type Content = Pick<DocumentEvent, 'key' | 'body' | 'url'>;

const CONTENTS: Readonly<Record<keyof typeof DOCUMENT_KINDS, (given: Given) => Content | string>> = {
  training_stats_vector({ values }) {
    if (!Array.isArray(values) || !values.every((value) => valueOf(value) !== null)) return 'values must be a list of numbers';
    return bodyOf(JSON.stringify(values.map((value) => (typeof value === 'number' && !Number.isFinite(value) ? String(value) : (value as unknown)))));
  },
  plot: (given) => (typeof given['plot_str'] === 'string' ? bodyOf(storableText(given['plot_str'])) : 'plot_str must be a text'),
  training_debug_image({ key, url }) {
    if (url !== undefined && url !== null && (typeof url !== 'string' || url.length > MAX_IMAGE_URL)) return `url must be a text of at most ${MAX_IMAGE_URL} characters`;
    if (key !== undefined && key !== null && (typeof key !== 'string' || key.length > MAX_DOCUMENT_KEY)) return `key must be a text of at most ${MAX_DOCUMENT_KEY} characters`;
    return { key: storableText(key ?? ''), body: null, url: url == null ? null : storableText(url) };
  },
};

function bodyOf(body: string): Content | string {
  return body.length > MAX_DOCUMENT_BODY ? `a plot or list must have at most ${MAX_DOCUMENT_BODY} characters` : { key: '', body, url: null };
}
