// Forms of settings that are lists, pairs or addresses: from the text to the value.
import { ROLES, type Role } from '../access.ts';

/** Most origins of foreign pages. */
export const MAX_ORIGINS = 32;
/** Most model servers of one runner. */
export const MAX_MODEL_SERVERS = 32;

/** An http or https URL without a query, without its slash at the end; undefined when it is none. */
export function baseUrl(text: string): string | undefined {
  const url = URL.canParse(text) ? new URL(text) : null;
  const fits = url !== null && /^https?:$/.test(url.protocol) && url.search === '' && url.hash === '' && url.username === '' && url.password === '';
  return fits ? text.replace(/\/+$/, '') : undefined;
}

/** Up to `MAX_ORIGINS` origins separated by commas; undefined when one of them is none. */
export function originList(text: string): readonly string[] | undefined {
  const origins = [...new Set(text.split(',').map((origin) => origin.trim()).filter((origin) => origin !== ''))];
  const isOrigin = (origin: string): boolean => /^https?:\/\//.test(origin) && URL.canParse(origin) && new URL(origin).origin === origin;
  return origins.length <= MAX_ORIGINS && origins.every(isOrigin) ? Object.freeze(origins) : undefined;
}

/** Pairs value=role separated by commas; undefined when one of them is none. */
export function roleMap(text: string): ReadonlyMap<string, Role> | undefined {
  const pairs = text.split(',').map((pair) => pair.trim()).filter((pair) => pair !== '').map((pair) => [pair.slice(0, pair.lastIndexOf('=')), pair.slice(pair.lastIndexOf('=') + 1)] as const);
  const roles = pairs.flatMap(([value, name]) => ROLES.filter((role) => role === name && value !== '').map((role) => [value, role] as const));
  return roles.length === pairs.length ? new Map(roles) : undefined;
}

/** Up to `MAX_MODEL_SERVERS` pairs name=URL separated by commas; undefined when one is none, or a name stands twice. */
export function modelServers(text: string): ReadonlyMap<string, string> | undefined {
  const pairs = text.split(',').map((pair) => pair.trim()).filter((pair) => pair !== '').map((pair) => [pair.slice(0, pair.indexOf('=')), baseUrl(pair.slice(pair.indexOf('=') + 1))] as const);
  const named = pairs.flatMap(([name, url]) => (/^[A-Za-z0-9_]{1,64}$/.test(name) && url !== undefined ? [[name, url] as const] : []));
  return named.length === pairs.length && pairs.length <= MAX_MODEL_SERVERS && new Set(named.map(([name]) => name)).size === pairs.length ? new Map(named) : undefined;
}

/** A URL of a PostgreSQL; undefined when it is none. */
export function postgresUrl(text: string): string | undefined {
  const url = URL.canParse(text) ? new URL(text) : null;
  return url !== null && /^postgres(ql)?:$/.test(url.protocol) && (url.hostname !== '' || url.searchParams.has('host')) ? text : undefined;
}
