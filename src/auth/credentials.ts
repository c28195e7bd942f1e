// What a caller presents, read from headers or from the first message of a socket by one pure function; nothing is verified here.
import { bearerOf } from './bearer.ts';
import { type KeyText, parseKey } from './secret.ts';

/** Name of the cookie that carries the token of a session. */
export const SESSION_COOKIE = 'switchyard_session';
/** Header by which a caller presents what opens a lock. */
export const LOCK_HEADER = 'x-switchyard-lock';
/** Longest token that is looked at, in characters. */
export const MAX_TOKEN = 8_192;
/** Longest text that opens a lock, in characters. */
export const MAX_LOCK_KEY = 2_100;
/** Longest `Authorization: Basic`, in characters of base64: name, colon and password in full. */
const MAX_BASIC = 2_048;

/** What was presented. `PASSWORD` comes with the access key that the same text may also be; a `CLEARML_TOKEN` or `IKOMIA_TOKEN` is taken where that dialect is spoken and nowhere else. */
export type Presented =
  | { readonly kind: 'NONE' }
  | { readonly kind: 'UNREADABLE' }
  | { readonly kind: 'KEY'; readonly key: KeyText }
  | { readonly kind: 'TOKEN'; readonly token: string; readonly fromCookie: boolean }
  | { readonly kind: 'CLEARML_TOKEN'; readonly token: string }
  | { readonly kind: 'IKOMIA_TOKEN'; readonly token: string }
  | { readonly kind: 'PASSWORD'; readonly name: string; readonly password: string; readonly key: KeyText | null };

/** Everything about one call that deciding who calls needs. */
export interface Credentials {
  readonly presented: Presented;
  /** What opens a lock; null when nothing was presented. */
  readonly lockKey: string | null;
  /** Network address of the peer, by which wrong passwords are counted; null = not known. */
  readonly address: string | null;
}

/** Where credentials may stand. */
export interface CredentialSource {
  /** As `node:http` has them, with names in small letters. */
  readonly headers: Readonly<Record<string, string | readonly string[] | undefined>>;
  /** Payload of `connection_init`; what it says goes before the headers of the upgrade, because pages cannot choose those. */
  readonly init?: Readonly<Record<string, unknown>>;
  readonly address?: string | null;
}

/**
 * Reads what is presented. Whoever presents something that cannot be read is nobody, also when a cookie comes along: a caller
 * must not be taken for somebody else than it tried to be.
 */
export function credentialsOf({ headers, init = {}, address = null }: CredentialSource): Credentials {
  const lock = said(init, ['lockkey', LOCK_HEADER]) ?? headers[LOCK_HEADER];
  return {
    presented: presentedIn(init) ?? presentedBy(headers.authorization) ?? cookieIn(headers.cookie) ?? { kind: 'NONE' },
    lockKey: typeof lock === 'string' && lock.length > 0 && lock.length <= MAX_LOCK_KEY ? lock : null,
    address,
  };
}

/** Credentials that are a name and a password, as a form sends them. */
export function passwordCredentials(name: string, password: string, address: string | null): Credentials {
  return { presented: { kind: 'PASSWORD', name, password, key: null }, lockKey: null, address };
}

/** Credentials that are the text of an access key. */
export function keyCredentials(text: string, address: string | null): Credentials {
  const key = parseKey(text);
  return { presented: key === null ? { kind: 'UNREADABLE' } : { kind: 'KEY', key }, lockKey: null, address };
}

function presentedIn(init: Readonly<Record<string, unknown>>): Presented | null {
  const authorization = said(init, ['authorization']);
  if (authorization !== undefined && authorization !== null) return presentedBy(authorization);
  const token = said(init, ['token']);
  return token === undefined || token === null ? null : bearerText(typeof token === 'string' ? (bearerOf(token) ?? token) : '');
}

/** A member of the payload under any of the names, in any case of letters. */
function said(init: Readonly<Record<string, unknown>>, names: readonly string[]): unknown {
  return Object.entries(init).find(([name]) => names.includes(name.toLowerCase()))?.[1];
}

function presentedBy(authorization: unknown): Presented | null {
  if (authorization === undefined) return null;
  if (typeof authorization !== 'string') return { kind: 'UNREADABLE' };
  const bearer = bearerOf(authorization);
  return bearer === null ? basicText(authorization) : bearerText(bearer);
}

function bearerText(text: string): Presented {
  const key = parseKey(text);
  if (key !== null) return { kind: 'KEY', key };
  return isToken(text) ? { kind: 'TOKEN', token: text, fromCookie: false } : { kind: 'UNREADABLE' };
}

function basicText(header: string): Presented {
  const [, encoded] = /^basic +([A-Za-z0-9+/]+={0,2}) *$/i.exec(header.length > MAX_BASIC ? '' : header) ?? [];
  const text = encoded === undefined ? '' : utf8(Buffer.from(encoded, 'base64'));
  const colon = text?.indexOf(':') ?? -1;
  if (!text || colon < 1 || /\p{Cc}/u.test(text)) return { kind: 'UNREADABLE' };
  const [name, password] = [text.slice(0, colon), text.slice(colon + 1)];
  return { kind: 'PASSWORD', name, password, key: parseKey(`${name}.${password}`) };
}

/** The session of a cookie; of two different ones neither, since a neighbouring host can set one for us. */
function cookieIn(header: string | readonly string[] | undefined): Presented | null {
  if (typeof header !== 'string') return null;
  const values = new Set(header.split(';').map((pair) => pair.trim()).filter((pair) => pair.startsWith(`${SESSION_COOKIE}=`)).map((pair) => pair.slice(SESSION_COOKIE.length + 1)));
  const [token] = values;
  if (token === undefined) return null;
  return values.size === 1 && isToken(token) ? { kind: 'TOKEN', token, fromCookie: true } : { kind: 'UNREADABLE' };
}

/** Whether a text has the form of a signed token, and a length that is looked at. */
export function isToken(text: string): boolean {
  return text.length <= MAX_TOKEN && /^[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+\.[A-Za-z0-9_-]*$/.test(text);
}

function utf8(bytes: Buffer): string | null {
  const text = bytes.toString('utf8');
  return Buffer.from(text, 'utf8').equals(bytes) ? text : null;
}
