// Reading the result of a graph as its runner reports it.
import { integerAt, invalid, listAt, objectAt, optional, textAt, wordAt, type InputPath } from '../input/check.ts';
import { isSha256 } from '../file/file.ts';
import { isUuid } from '../uuid.ts';
import { GRAPH_VALUE_TYPES, MAX_GRAPH_VALUES, MAX_INLINE_BYTES, MAX_INLINE_TOTAL, THUMBNAIL, type GraphBody, type GraphValue, type ImageFacts } from './graph-value.ts';

const BASE64 = /^[A-Za-z0-9+/]*={0,2}$/;
/** Longest base64 of so many bytes. */
const base64Length = (bytes: number): number => Math.ceil(bytes / 3) * 4;
/** Most characters of all thumbnails of a result together. */
export const MAX_THUMBNAILS = 524_288;

/** The values of a result: shapes and sizes. Whether the files are the attempt's is for whoever has the books. Throws INVALID with the place. */
export function resultValuesAt(value: unknown, path: InputPath): readonly GraphValue[] {
  const values = listAt(value, path, { max: MAX_GRAPH_VALUES, entry: valueAt });
  const inline = values.reduce((sum, { body }) => sum + ('inline' in body ? body.inline.length : 0), 0);
  if (inline > base64Length(MAX_INLINE_TOTAL)) invalid(path, `have ${inline} characters in the row, at most ${base64Length(MAX_INLINE_TOTAL)}: store the larger ones as files`);
  const thumbnails = values.reduce((sum, { thumbnail = '' }) => sum + thumbnail.length, 0);
  if (thumbnails > MAX_THUMBNAILS) invalid(path, `have ${thumbnails} characters of thumbnails, at most ${MAX_THUMBNAILS}: leave some out`);
  return values;
}

function valueAt(value: unknown, path: InputPath): GraphValue {
  const given = objectAt(value, path, ['type', 'body', 'image', 'thumbnail', 'isTemporary']);
  const type = wordAt(given['type'], [...path, 'type'], GRAPH_VALUE_TYPES);
  const body = bodyAt(given['body'], [...path, 'body'], type === 'image');
  const isTemporary = optional(given['isTemporary'], (v) => (typeof v === 'boolean' ? v : invalid([...path, 'isTemporary'], 'must be true or false')), undefined);
  if (isTemporary === true && !('file' in body)) invalid([...path, 'body'], 'must be a file: callers get a reference to it');
  const image = optional(given['image'], (v) => imageAt(v, [...path, 'image']), undefined);
  const thumbnail = optional(given['thumbnail'], (v) => base64At(v, [...path, 'thumbnail'], THUMBNAIL.bytes), undefined);
  return { type, body, ...(image === undefined ? {} : { image }), ...(thumbnail === undefined ? {} : { thumbnail }), ...(isTemporary === undefined ? {} : { isTemporary }) };
}

function bodyAt(value: unknown, path: InputPath, isImage: boolean): GraphBody {
  const given = objectAt(value, path, ['inline', 'file', 'sha256', 'size']);
  if (given['inline'] !== undefined) return { inline: isImage ? base64At(given['inline'], [...path, 'inline'], MAX_INLINE_BYTES) : jsonTextAt(given['inline'], [...path, 'inline']) };
  const { file, sha256 } = given;
  if (typeof file !== 'string' || !isUuid(file)) invalid([...path, 'file'], 'must be the id of a file');
  if (typeof sha256 !== 'string' || !isSha256(sha256)) invalid([...path, 'sha256'], 'must be a SHA-256 in lower-case hexadecimal digits');
  return { file, sha256, size: integerAt(given['size'], [...path, 'size'], { min: 0, max: Number.MAX_SAFE_INTEGER }) };
}

function base64At(value: unknown, path: InputPath, bytes: number): string {
  const text = textAt(value, path, { max: base64Length(bytes) });
  return text.length % 4 === 0 && BASE64.test(text) ? text : invalid(path, 'must be base64');
}

function jsonTextAt(value: unknown, path: InputPath): string {
  const text = textAt(value, path, { min: 1, max: MAX_INLINE_BYTES });
  try {
    JSON.parse(text);
    return text;
  } catch {
    return invalid(path, 'must be the text of a JSON value');
  }
}

function imageAt(value: unknown, path: InputPath): ImageFacts {
  const given = objectAt(value, path, ['contentType', 'width', 'height']);
  const side = (key: 'width' | 'height') => integerAt(given[key], [...path, key], { min: 1, max: 2 ** 31 - 1 });
  return { contentType: textAt(given['contentType'], [...path, 'contentType'], { min: 1, max: 127, pattern: /^image\/[a-z0-9.+-]+$/, form: 'image/<kind>' }), width: side('width'), height: side('height') };
}
