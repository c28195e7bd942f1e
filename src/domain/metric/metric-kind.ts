// What programs report beside their output: series of numbers, lists, plots and pictures, told apart by metric and variant.

/** Kinds of series: single numbers, or documents with a key of their own (lists of numbers, plots, pictures). */
export const METRIC_KINDS = ['SCALAR', 'VECTOR', 'PLOT', 'IMAGE'] as const;
/** A kind of series. */
export type MetricKind = (typeof METRIC_KINDS)[number];
/** Kinds whose entries are documents. */
export type DocumentKind = Exclude<MetricKind, 'SCALAR'>;

/** The iteration of a value that belongs to the whole task and to no iteration. */
export const SINGLE_VALUE_ITERATION = -2_147_483_648;

/** Beginning of the metrics by which clients watch the machine; their iterations are seconds, and say nothing of how far the work has come. */
const MONITOR_PREFIX = ':monitor:';

/** Whether an entry shows how far the work has come. */
export function countsAsProgress(metric: string, iter: number): boolean {
  return iter !== SINGLE_VALUE_ITERATION && !metric.startsWith(MONITOR_PREFIX);
}

/** What a series is called within its owner. Names have no NUL, so no two series share a key. */
export function seriesKey(kind: MetricKind, metric: string, variant: string): string {
  return `${kind}\0${metric}\0${variant}`;
}

/** Longest name of a metric and of a variant, in UTF-16 units: both together have to fit an entry of an index. */
export const MAX_SERIES_NAME = 400;
/** Longest key of a document, in UTF-16 units, for the same reason. */
export const MAX_DOCUMENT_KEY = 800;
/** Longest URL of a picture, in characters. */
export const MAX_IMAGE_URL = 10_000;
/** Longest text of a plot or of a list of numbers, in characters. */
export const MAX_DOCUMENT_BODY = 50_000_000;
/** Longest message of one log event, in characters; the agent cuts at 65,536. */
export const MAX_LOG_MESSAGE = 1_048_576;
/** Longest word for how grave a message is, and longest name of a worker, in characters. */
export const MAX_EVENT_WORD = 200;
/** Series of one owner and generation at most. */
export const MAX_OWNER_SERIES = 10_000;
/** Points of one series at most; its statistics are counted anew from them when one is overwritten. */
export const MAX_SERIES_POINTS = 1_000_000;
/** Points of one owner and generation at most. */
export const MAX_OWNER_POINTS = 20_000_000;
/** Documents of one owner and generation at most. */
export const MAX_OWNER_DOCUMENTS = 1_000_000;
/** Characters of all documents of one owner and generation at most. */
export const MAX_OWNER_DOCUMENT_TEXT = 4_294_967_296;
