// Tags before version 2.3, when programs gave theirs among those of people.
import { type ApiVersion, isAtLeast } from './api-version.ts';

/** Kinds of things whose tags were mixed. */
export type TaggedKind = 'task' | 'model' | 'project' | 'queue';

const KNOWN: Readonly<Record<TaggedKind, RegExp>> = {
  task: /^-?(?:active$|archived$|development$|annotat)/i,
  model: /^-?(?:active|archived)$/,
  project: /^-?(?:archived|public|default)$/,
  queue: /^-?default$/,
};

/** What a caller of an old version gave as `tags` alone, with those of programs among `system_tags`; other input as it is. */
export function withoutOldTags<Input extends { readonly tags?: unknown; readonly system_tags?: unknown }>(kind: TaggedKind, input: Input, version: ApiVersion): Input {
  const { tags, system_tags: systemTags } = input;
  if (isAtLeast(version, '2.3') || tags == null || systemTags != null) return input;
  const given: readonly unknown[] = Array.isArray(tags) ? tags : [tags];
  const isSystem = (tag: unknown): boolean => typeof tag === 'string' && KNOWN[kind].test(tag);
  return given.some(isSystem) ? { ...input, tags: given.filter((tag) => !isSystem(tag)), system_tags: given.filter(isSystem) } : input;
}
