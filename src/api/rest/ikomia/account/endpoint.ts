// The address of a deployment as callers write it, and which deployment that is.
import { isLoopbackName } from '../../../../auth/loopback-name.ts';

/** Which deployment: its name, or null for the one at the root. */
export interface EndpointTarget {
  readonly deployment: string | null;
}

/**
 * The deployment that an address names, or null when it is none of this server: `own` are the addresses that the server has, without a
 * slash at their ends. Slashes at the end, letters of the host, the port that a scheme has anyway, and which of its names loopback is
 * called by make no difference.
 */
export function endpointTarget(endpoint: string, own: readonly string[]): EndpointTarget | null {
  const asked = addressOf(endpoint);
  if (asked === null) return null;
  for (const each of own) {
    const base = addressOf(each);
    if (base === null || base.host !== asked.host || !isBelow(asked.path, base.path)) continue;
    const rest = asked.path.slice(base.path.length);
    if (rest === '') return { deployment: null };
    const name = /^\/deployments\/([^/]+)$/.exec(rest)?.[1];
    if (name !== undefined) return { deployment: name };
  }
  return null;
}

interface Address {
  readonly host: string;
  /** Without slashes at its end. */
  readonly path: string;
}

// The scheme is not compared: behind a proxy that ends TLS we are called by http and our callers call https.
function addressOf(text: string): Address | null {
  const url = URL.canParse(text) ? new URL(text) : null;
  if (url === null || (url.protocol !== 'http:' && url.protocol !== 'https:') || url.username !== '' || url.password !== '') return null;
  const host = isLoopbackName(url.hostname.replace(/^\[|\]$/g, '')) ? `localhost${url.port === '' ? '' : `:${url.port}`}` : url.host;
  return { host: host.replace(/:(?:80|443)$/, ''), path: url.pathname.replace(/\/+$/, '') };
}

function isBelow(path: string, base: string): boolean {
  return path === base || path.startsWith(`${base}/`);
}
