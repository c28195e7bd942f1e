// Values of graphs as resolvers give them: what is kept with the row at once, JSON in files within bounds, everything else by its address.
import { DomainError } from '../../../../domain/errors.ts';
import type { JsonValue } from '../../../../domain/event/event.ts';
import { contentTypeOf } from '../../../../domain/file/content-type.ts';
import { thumbnailOf, type GraphValue, type GraphValueType } from '../../../../domain/graph/graph-value.ts';
import type { JsonValueType } from '../../../../domain/graph/value/value-input.ts';
import { openFile } from '../../../../engine/file/readable-file.ts';
import type { ApiContext } from '../../context.ts';
import { BLOBS_PREFIX } from '../../file/blobs-prefix.ts';
import { toGlobalId } from '../../global-id.ts';
import { SHOWN_AS, SHOWN_PLAINLY } from './graph-value.union.ts';
import { shapedValue } from './shaped-value.ts';

/** Most bytes of JSON that are read from files to be shown, of one value and of all values of one operation, which may list many runs. What is more is read at its address. */
export const SHOWN_JSON = { one: 1_048_576, all: 4_194_304 } as const;

/** A value with the name of the member that shows it; the fields of the member stand beside. */
export interface GraphValueView {
  readonly shownAs: string;
  readonly type: GraphValueType;
  readonly size: number;
  readonly url: string | null;
  readonly fileId: string | null;
  readonly [field: string]: unknown;
}

/** How many bytes of a picture its type is told by. */
const HEAD_CHARACTERS = 64;

/** The views of a list of values, in its order. */
export async function valueViews(ctx: ApiContext, values: readonly GraphValue[]): Promise<GraphValueView[]> {
  const views: GraphValueView[] = [];
  for (const value of values) {
    const { type } = value;
    if (type === 'image') {
      views.push(imageView(value));
      continue;
    }
    const json = 'inline' in value.body ? parsed(value.body.inline) : await storedJson(ctx, value.body);
    views.push(jsonView(value, type, json));
  }
  return views;
}

function imageView(value: GraphValue): GraphValueView {
  const { image, isTemporary = false } = value;
  const thumbnail = thumbnailOf(value);
  const contentType = image?.contentType ?? ('inline' in value.body ? sniffed(value.body.inline) : 'application/octet-stream');
  const place = placeOf(value);
  const url = 'inline' in value.body ? `data:${contentType};base64,${value.body.inline}` : place.url;
  return {
    shownAs: SHOWN_AS.image!, type: value.type, ...place, url, contentType, width: image?.width ?? null, height: image?.height ?? null, isTemporary,
    thumbnail: thumbnail === null ? null : `data:image/jpeg;base64,${thumbnail}`,
  };
}

function jsonView(value: GraphValue, type: JsonValueType, json: JsonValue | undefined): GraphValueView {
  const place = placeOf(value);
  const fields = json === undefined || SHOWN_AS[type] === undefined ? null : shapedValue(type, json);
  // Its own facts stand last: a document may have members of the same names.
  if (fields !== null) return { ...fields, shownAs: SHOWN_AS[type]!, type, ...place };
  return { shownAs: SHOWN_PLAINLY, type, ...place, data: json ?? null };
}

function placeOf({ type, body }: GraphValue): Pick<GraphValueView, 'size' | 'url' | 'fileId'> {
  if ('inline' in body) return { size: Buffer.byteLength(body.inline, type === 'image' ? 'base64' : 'utf8'), url: null, fileId: null };
  const fileId = toGlobalId('File', body.file);
  return { size: body.size, url: `${BLOBS_PREFIX}${fileId}`, fileId };
}

function sniffed(base64: string): string {
  return contentTypeOf(null, Buffer.from(base64.slice(0, HEAD_CHARACTERS), 'base64'));
}

/** Bytes that an operation may read still, by its loaders. */
const BUDGETS = new WeakMap<object, { left: number }>();

/** The JSON of a file; undefined when it is more than may be shown, or gone. */
async function storedJson(ctx: ApiContext, { file: id, size }: { readonly file: string; readonly size: number }): Promise<JsonValue | undefined> {
  const budget = BUDGETS.get(ctx.loaders) ?? { left: SHOWN_JSON.all };
  BUDGETS.set(ctx.loaders, budget);
  if (size > Math.min(SHOWN_JSON.one, budget.left)) return undefined;
  // Before it is read: the lists of one operation are read at the same time.
  budget.left -= size;
  const file = await ctx.loaders.file.load(id);
  if (file === null || file.size > SHOWN_JSON.one) return undefined;
  try {
    await using blob = await openFile(ctx.engine, file);
    const bytes = Buffer.alloc(file.size);
    await blob.readAt(bytes, 0);
    return parsed(bytes.toString());
  } catch (error) {
    // Its time was over between the two reads.
    if (error instanceof DomainError && error.code === 'NOT_FOUND') return undefined;
    throw error;
  }
}

function parsed(text: string): JsonValue {
  return JSON.parse(text) as JsonValue;
}
