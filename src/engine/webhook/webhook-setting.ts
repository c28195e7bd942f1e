// What the engine needs for webhooks beside the database.
import { randomBytes } from 'node:crypto';
import { isIPv6 } from 'node:net';
import { SECRET_PREFIX } from '../../domain/webhook/webhook-message.ts';
import type { ReadAddress } from '../../domain/webhook/webhook-input.ts';

const SECRET_BYTES = 32;

/** A new secret as people are given it. */
export function newWebhookSecret(): string {
  return `${SECRET_PREFIX}${randomBytes(SECRET_BYTES).toString('base64')}`;
}

/** An address in parts; null for what is none. */
export function readAddress(text: string): ReadAddress | null {
  if (!URL.canParse(text)) return null;
  const { href, protocol, hostname, host, username, password } = new URL(text);
  const bare = hostname.replace(/^\[|\]$/g, '');
  return { href, protocol, hostname: isIPv6(bare) ? bare : hostname, host, hasCredentials: username !== '' || password !== '' };
}
