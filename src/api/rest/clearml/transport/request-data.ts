// The three sources of what a call takes: JSON body, query, form; the later one wins. Or the lines of a batch.
import type { IncomingMessage } from 'node:http';
import { ClearmlError } from '../clearml-error.ts';
import { JsonBudget, parseJson } from './json-text.ts';
import { looseFields } from './loose-fields.ts';

/** Most lines of a batch. */
export const MAX_LINES = 1_000_000;
/** Largest form that is read, bytes. */
export const MAX_FORM_BYTES = 1_048_576;

type Data = Readonly<Record<string, unknown>>;

/** What a call that takes an object is given. Throws BAD_REQUEST. */
export async function objectData(req: Pick<IncomingMessage, 'url' | 'headers'>, body: Buffer): Promise<Data> {
  const query = queryOf(req.url ?? '');
  const kind = formKind(req.headers['content-type']);
  // Most calls have a body alone, which is not copied.
  if (query === '' && kind === null) return jsonObject(textOf(body));
  const form = kind === null ? null : await formOf(req.headers['content-type']!, kind, body);
  return { ...(form === null ? jsonObject(textOf(body)) : {}), ...looseFields(new URLSearchParams(query)), ...form };
}

/** What a call that takes a batch is given; a body that is no batch is a batch of one. Throws BAD_REQUEST. */
export async function batchData(req: Pick<IncomingMessage, 'url' | 'headers'>, body: Buffer): Promise<readonly Data[]> {
  if (body.length === 0) return [];
  return req.headers['content-type'] === LINES ? jsonLines(textOf(body)) : [await objectData(req, body)];
}

const LINES = 'application/json-lines';

function queryOf(target: string): string {
  const mark = target.indexOf('?');
  return mark < 0 ? '' : target.slice(mark + 1);
}

// A mark of the order of bytes is no part of the text.
function textOf(body: Buffer): string {
  const text = body.toString('utf8');
  return text.startsWith('\uFEFF') ? text.slice(1) : text;
}

function jsonObject(text: string): Data {
  const value = text.trim() === '' ? null : parseJson(text);
  return value === null ? {} : requireObject(value, 'the body');
}

function jsonLines(text: string): Data[] {
  const budget = new JsonBudget();
  const lines: Data[] = [];
  for (let from = 0; from < text.length;) {
    const end = text.indexOf('\n', from);
    const line = text.slice(from, end < 0 ? text.length : end);
    from = end < 0 ? text.length : end + 1;
    if (line.trim() === '') continue;
    if (lines.length === MAX_LINES) throw new ClearmlError('BAD_REQUEST', `Invalid request (the batch has more than ${MAX_LINES} lines): send it in several requests`);
    lines.push(requireObject(parseJson(line, budget), 'each line of the body'));
  }
  return lines;
}

function requireObject(value: unknown, what: string): Data {
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value as Data;
  throw new ClearmlError('BAD_REQUEST', `Invalid request (${what} must be a JSON object)`);
}

type FormKind = 'application/x-www-form-urlencoded' | 'multipart/form-data';

const FIELDS: FormKind = 'application/x-www-form-urlencoded';

function formKind(type: string | undefined): FormKind | null {
  // What nearly all clients send; looked at no further.
  if (type === undefined || type === 'application/json') return null;
  const kind = type.split(';', 1)[0]!.trim().toLowerCase();
  return kind === FIELDS || kind === 'multipart/form-data' ? kind : null;
}

/** The members of a form; null when the body is none. Programs that name no type send JSON as if it were a form: it is JSON then. */
async function formOf(type: string, kind: FormKind, body: Buffer): Promise<Data | null> {
  const isFields = kind === FIELDS;
  if (isFields && /^\s*(?:\{|null\s*$|$)/.test(body.subarray(0, 64).toString('latin1'))) return null;
  if (body.length > MAX_FORM_BYTES) throw new ClearmlError('BAD_REQUEST', `Invalid request (the form has more than ${MAX_FORM_BYTES} bytes): send a JSON body`);
  return looseFields(isFields ? new URLSearchParams(body.toString('utf8')) : await parts(type, body));
}

async function parts(type: string, body: Buffer): Promise<[string, string][]> {
  try {
    const form = await new Response(new Uint8Array(body), { headers: { 'content-type': type } }).formData();
    return [...form].flatMap(([name, value]): [string, string][] => (typeof value === 'string' ? [[name, value]] : []));
  } catch (cause) {
    throw new ClearmlError('BAD_REQUEST', 'Invalid request (the form cannot be read)', { cause });
  }
}
