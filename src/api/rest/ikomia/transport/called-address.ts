// The address that a call was made to.
import type { IncomingMessage } from 'node:http';

const HOST_FORM = /^[A-Za-z0-9._:[\]-]{1,253}$/;

/** By the Host that the caller named, without a slash at its end. The scheme is the one we speak ourselves: what stands before us is known by the public address alone. */
export function calledAddress({ headers }: IncomingMessage): string {
  const { host = '' } = headers;
  // Whatever else a client writes there is no place that anybody could be sent to.
  return `http://${HOST_FORM.test(host) ? host : 'localhost'}`;
}
