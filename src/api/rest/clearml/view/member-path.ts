// Members of members: picked out of a value, left out of it, or replaced in it.

/** Keys from the outside in. Keys may hold dots themselves: where one key is not there, it is looked for together with the next. */
export type MemberPath = readonly string[];

type Members = Record<string, unknown>;

/** The value with nothing in it but what stands at the path; undefined when nothing does. In arrays, each element's. */
export function pickPath(value: unknown, path: MemberPath): unknown {
  if (path.length === 0 || (path.length === 1 && path[0] === '*')) return value;
  if (Array.isArray(value)) return value.map((each: unknown) => pickPath(each, path) ?? {});
  const found = memberAt(value, path);
  if (found === null) return undefined;
  const inner = pickPath(found.value, found.rest);
  return inner === undefined ? undefined : setMember({}, found.key, inner);
}

/** Both values in one: members of objects together, elements of arrays pairwise. */
export function mergeShown(a: unknown, b: unknown): unknown {
  if (a === undefined || b === undefined) return a ?? b;
  if (Array.isArray(a) && Array.isArray(b)) return a.map((each: unknown, at) => mergeShown(each, b[at]));
  if (!isMembers(a) || !isMembers(b)) return b;
  const merged = { ...a };
  for (const [key, value] of Object.entries(b)) setMember(merged, key, mergeShown(Object.hasOwn(a, key) ? a[key] : undefined, value));
  return merged;
}

/** The value without what stands at the path. */
export function withoutPath(value: unknown, path: MemberPath): unknown {
  if (Array.isArray(value)) return value.map((each: unknown) => withoutPath(each, path));
  const found = memberAt(value, path);
  if (found === null) return value;
  const { [found.key]: _left, ...others } = value as Members;
  return found.rest.length === 0 ? others : setMember(others, found.key, withoutPath(found.value, found.rest));
}

/** Replaces what stands at the path, in place where it is an object's; in arrays, each element's. */
export function replaceAt(value: unknown, path: MemberPath, replace: (found: unknown) => unknown): void {
  if (Array.isArray(value)) {
    for (const each of value as readonly unknown[]) replaceAt(each, path, replace);
    return;
  }
  const [key, ...rest] = path as [string, ...string[]];
  if (!isMembers(value) || !Object.hasOwn(value, key) || value[key] == null) return;
  if (rest.length === 0) value[key] = replace(value[key]);
  else replaceAt(value[key], rest, replace);
}

function memberAt(value: unknown, path: MemberPath): { readonly key: string; readonly value: unknown; readonly rest: MemberPath } | null {
  if (!isMembers(value)) return null;
  for (let length = 1; length <= path.length; length++) {
    const key = path.slice(0, length).join('.');
    if (Object.hasOwn(value, key)) return { key, value: value[key], rest: path.slice(length) };
  }
  return null;
}

function isMembers(value: unknown): value is Members {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

// A member of whatever name, `__proto__` among them, which an assignment would take for something else.
function setMember(members: Members, key: string, value: unknown): Members {
  Object.defineProperty(members, key, { value, enumerable: true, configurable: true, writable: true });
  return members;
}
