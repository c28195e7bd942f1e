// The address that a call was made to.
import type { IncomingMessage } from 'node:http';

/** By the Host that the caller named, without a slash at its end. The scheme is the one we speak ourselves: what stands before us is known by the public address alone. */
export function calledAddress({ headers }: IncomingMessage): string {
  return `http://${headers.host ?? 'localhost'}`;
}
