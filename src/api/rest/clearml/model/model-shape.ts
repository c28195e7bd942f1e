// What calls take of a model, in the words of the dialect, and the same in ours.
import { z } from 'zod';
import type { ModelParts } from '../../../../domain/model/model-input.ts';
import { flag, id, ids, object, opt, text, texts, whole } from '../call-shape.ts';
import { ClearmlError, type ClearmlCode } from '../clearml-error.ts';
import { DELETED_PREFIX, requireUuid } from '../wire-id.ts';

/** One fact about a model. */
export const metadataItem = z.object({ key: text, type: opt(text), value: opt(text) });

/** Facts: a list of them, or an object by key. */
const metadata = z.union([z.array(metadataItem), z.record(z.string(), metadataItem.partial())]);

/** The members of a model that create, edit and update share. */
export const modelMembers = {
  name: opt(text), uri: opt(text), comment: opt(text), tags: opt(texts), system_tags: opt(texts), framework: opt(text), design: opt(object), labels: opt(z.record(z.string(), z.number())),
  ready: opt(flag), project: opt(id), parent: opt(id), task: opt(id), iteration: opt(whole.min(0)), metadata: opt(metadata),
};

/** Most models of one call. */
const MAX_MANY = 1_000;

/** Models by their ids: at least one, and not too many. */
export const modelIds = { ids: ids.refine((given) => given.length > 0 && given.length <= MAX_MANY, `name 1 to ${MAX_MANY} models`) };

type Given = z.output<z.ZodObject<typeof modelMembers>>;

/** The parts of a model that were given. Throws FIELD_VALUES for tags that queries use as operators. */
export function partsOf({ name, uri, comment, tags, system_tags, framework, design, labels, ready, metadata: facts }: Given): ModelParts {
  for (const tag of [...(tags ?? []), ...(system_tags ?? [])]) requireTag(tag);
  return { name, uri, comment, tags, systemTags: system_tags, framework, design, labels, ready, metadata: facts === undefined ? undefined : metadataOf(facts) };
}

/** Where a model belongs, as far as that was given: an empty text is nothing, and what is deleted stays as it is named. Throws the errors of unknown ids. */
export function placesOf({ project, task, parent }: Given): { readonly projectId?: string; readonly taskId?: string; readonly parentId?: string } {
  return { ...place('projectId', project, 'INVALID_PROJECT_ID'), ...place('taskId', task, 'INVALID_TASK_ID'), ...place('parentId', parent, 'INVALID_MODEL_ID') };
}

/** Facts by key, each with its key, as they are kept. */
export function metadataOf(facts: NonNullable<Given['metadata']>): object {
  const items = Array.isArray(facts) ? facts : Object.entries(facts).map(([key, item]) => ({ ...item, key: item.key ?? key }));
  return Object.fromEntries(items.map(({ key, type, value }) => [key, { key, ...(type === undefined ? {} : { type }), ...(value === undefined ? {} : { value }) }]));
}

/** Throws FIELD_VALUES for a tag that begins as operators of queries do. */
export function requireTag(tag: string): void {
  if (tag.startsWith('__$')) throw new ClearmlError('FIELD_VALUES', `Invalid field values: tags that begin with __$ are kept for queries: tag=${tag.slice(0, 100)}`);
}

function place<Key extends string>(key: Key, given: string | undefined, code: ClearmlCode): { readonly [key in Key]?: string } {
  if (given === undefined || given === '' || given.startsWith(DELETED_PREFIX)) return {};
  return { [key]: requireUuid(given, code) } as { readonly [key in Key]: string };
}
