// Signatures of messages, by the Standard Webhooks convention.
import { createHmac } from 'node:crypto';
import { SECRET_PREFIX, signedText } from '../../domain/webhook/webhook-message.ts';

/** The headers of a message: its id, the second of the attempt, and the signature of both with the body. */
export function signedHeaders(secret: string, message: { readonly id: string; readonly timestamp: number; readonly body: string }): Readonly<Record<'webhook-id' | 'webhook-timestamp' | 'webhook-signature', string>> {
  const key = Buffer.from(secret.slice(SECRET_PREFIX.length), 'base64');
  const signature = createHmac('sha256', key).update(signedText(message)).digest('base64');
  return { 'webhook-id': message.id, 'webhook-timestamp': String(message.timestamp), 'webhook-signature': `v1,${signature}` };
}
