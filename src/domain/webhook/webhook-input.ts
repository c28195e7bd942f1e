// Checks of what callers say of webhooks.
import { type InputPath, invalid, listAt, textAt, wordAt } from '../input/check.ts';
import { addressBytes, isLocalName, isPublicAddress } from './network-address.ts';
import { WEBHOOK_EVENTS, WEBHOOK_LIMITS, type WebhookEvent } from './webhook.ts';

/** An address in parts, as a platform reads it: every way of writing an IPv4 address has become four numbers by then. */
export interface ReadAddress {
  readonly href: string;
  readonly protocol: string;
  /** Without brackets. */
  readonly hostname: string;
  /** With the port, if it is not the usual one. */
  readonly host: string;
  readonly hasCredentials: boolean;
}

/** An address that a webhook may have; `read` gives null for what is none. Throws INVALID, also for a private one unless those are allowed. */
export function webhookUrlAt(value: unknown, path: InputPath, options: { readonly read: (text: string) => ReadAddress | null; readonly allowPrivate: boolean }): ReadAddress {
  const text = textAt(value, path, { min: 1, max: WEBHOOK_LIMITS.url });
  const url = options.read(text);
  if (url === null || !/^https?:$/.test(url.protocol)) return invalid(path, 'must be an http or https address, such as https://example.org/hook');
  if (url.hasCredentials) invalid(path, 'must have no user and no password: check the signature instead');
  if (!options.allowPrivate && faultOfHost(url.hostname) !== null) invalid(path, `${faultOfHost(url.hostname)!}: use a public address, or ask the operator to set SWITCHYARD_WEBHOOK_PRIVATE=on`);
  return url;
}

/** What is wrong with a host before it is looked up; null = nothing. */
export function faultOfHost(hostname: string): string | null {
  if (addressBytes(hostname) !== null) return isPublicAddress(hostname) ? null : `${hostname} is not an address of the public internet`;
  return isLocalName(hostname) ? `${hostname.slice(0, 100)} is a name of a private network` : null;
}

/** The events of a webhook, each once, in the order of the list. Throws INVALID. */
export function webhookEventsAt(value: unknown, path: InputPath): readonly WebhookEvent[] {
  const asked = listAt(value, path, { max: WEBHOOK_EVENTS.length, entry: (each, at) => wordAt(each, at, WEBHOOK_EVENTS) });
  if (asked.length === 0) invalid(path, 'must name at least one event');
  return WEBHOOK_EVENTS.filter((each) => asked.includes(each));
}
