// Which requests want the page, and in which encoding.
import type { IncomingMessage } from 'node:http';

/** How the page can be sent. */
export type IdeEncoding = 'br' | 'gzip' | 'identity';

/** A browser that came to look: it asks for HTML before JSON. A `?query=` in the address is for the page, which opens with it. */
export function wantsIde({ method, headers }: IncomingMessage): boolean {
  if (method !== 'GET' && method !== 'HEAD') return false;
  const quality = qualities(headers.accept ?? '');
  const html = quality.get('text/html') ?? 0;
  const json = Math.max(quality.get('application/json') ?? 0, quality.get('application/graphql-response+json') ?? 0);
  return html > 0 && html >= json;
}

/** The smallest encoding the client takes. */
export function acceptedEncoding({ headers }: IncomingMessage): IdeEncoding {
  const quality = qualities(String(headers['accept-encoding'] ?? ''));
  if ((quality.get('br') ?? 0) > 0) return 'br';
  return (quality.get('gzip') ?? 0) > 0 ? 'gzip' : 'identity';
}

/** The entries of an Accept header by name, each with its weight (1 unless said). */
function qualities(header: string): ReadonlyMap<string, number> {
  return new Map(
    header.split(',').map((entry) => {
      const [name = '', ...parameters] = entry.split(';').map((part) => part.trim().toLowerCase());
      const weight = Number(parameters.find((parameter) => parameter.startsWith('q='))?.slice(2) ?? 1);
      return [name, Number.isNaN(weight) ? 0 : weight];
    }),
  );
}
