// The log of this process: JSON lines for machines, one readable line each on a terminal.
import { type DestinationStream, type Logger, pino } from 'pino';
import type { LogLevel } from '../config.ts';

/** How to write the log. */
export interface LogOptions {
  readonly level: LogLevel;
  /** Readable lines instead of JSON. @default whether stdout is a terminal */
  readonly readable?: boolean;
  /** Where lines go. @default stdout */
  readonly out?: { write(text: string): unknown };
}

const LEVELS: Readonly<Record<number, string>> = { 10: 'trace', 20: 'debug', 30: 'info ', 40: 'warn ', 50: 'error', 60: 'fatal' };
/** Longest value of one field on a readable line, in characters; the JSON form keeps all of it. */
const MAX_SHOWN = 400;

/** Opens the log. */
export function openLog(options: LogOptions): Logger {
  const { level, readable = process.stdout.isTTY === true, out = process.stdout } = options;
  const stream: DestinationStream = { write: (line) => void out.write(readable ? readableLine(line) : line) };
  const serializers = { error: errorFields, err: errorFields };
  return pino({ level, base: null, timestamp: pino.stdTimeFunctions.isoTime, serializers }, stream);
}

/** A log that nobody reads, for tests. */
export function silentLog(): Logger {
  return pino({ level: 'silent' });
}

/** `10:41:07 info  message key=value`, then the stack of an error on lines of its own. */
export function readableLine(json: string): string {
  const { level, time, msg, ...fields } = JSON.parse(json) as Record<string, unknown>;
  const shown = Object.entries(fields).map(([name, value]) => ` ${name}=${shownValue(value)}`);
  const stacks = Object.values(fields).flatMap((value) => stackOf(value) ?? []);
  return `${[`${String(time).slice(11, 19)} ${LEVELS[Number(level)] ?? String(level)} ${String(msg ?? '')}${shown.join('')}`, ...stacks].join('\n')}\n`;
}

/** What is written of an error. Named fields only: drivers hang whole connections, and what they were asked, onto theirs. */
export function errorFields(error: unknown): unknown {
  if (!(error instanceof Error)) return error;
  const { code, detail } = error as { code?: unknown; detail?: unknown };
  const cause = error.cause === undefined ? {} : { cause: errorFields(error.cause) };
  return { type: error.name, message: error.message, ...(code === undefined ? {} : { code }), ...(detail === undefined ? {} : { detail }), stack: error.stack, ...cause };
}

function shownValue(value: unknown): string {
  const text = stackOf(value) === null ? (typeof value === 'string' ? value : JSON.stringify(value)) : String((value as { message?: unknown }).message);
  const short = text.length > MAX_SHOWN ? `${text.slice(0, MAX_SHOWN)}…` : text;
  return /[\s"]/.test(short) ? JSON.stringify(short) : short;
}

function stackOf(value: unknown): string | null {
  const stack = typeof value === 'object' && value !== null && 'stack' in value ? value.stack : null;
  return typeof stack === 'string' ? stack : null;
}
