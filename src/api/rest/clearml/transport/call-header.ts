// Headers of the dialect, which have two names each.
import type { IncomingMessage } from 'node:http';

/** A header `X-Clearml-<name>`, or `X-Trains-<name>` of old clients; null when it is absent, empty or longer than 1,000 characters. */
export function headerOf({ headers }: Pick<IncomingMessage, 'headers'>, name: string): string | null {
  const value = headers[`x-clearml-${name}`] ?? headers[`x-trains-${name}`];
  return typeof value === 'string' && value !== '' && value.length <= MAX_HEADER ? value : null;
}

const MAX_HEADER = 1_000;
