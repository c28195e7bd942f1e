// The id of a deployment as callers write it.
import { Buffer } from 'node:buffer';

const PREFIX = 'Deployment:';

/** The UUID of a deployment, given as that or as a global id; any other text as it is, for the engine to refuse. */
export function deploymentIdOf(text: string | null | undefined): string | undefined {
  if (text === null || text === undefined) return undefined;
  const plain = /^[A-Za-z0-9_-]{1,100}$/.test(text) ? Buffer.from(text, 'base64url').toString('latin1') : '';
  return plain.startsWith(PREFIX) ? plain.slice(PREFIX.length) : text;
}
