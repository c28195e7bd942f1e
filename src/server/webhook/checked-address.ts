// Which address of the network a message goes to: looked up anew for each attempt, judged, and then used as it is, so that nobody can answer the second lookup otherwise than the first.
import { lookup } from 'node:dns/promises';
import { isIP } from 'node:net';
import { faultOfHost } from '../../domain/webhook/webhook-input.ts';
import { isPublicAddress } from '../../domain/webhook/network-address.ts';

/** Gives every address of a name. */
export type Resolve = (hostname: string) => Promise<readonly string[]>;

/** An address that may be connected to, or why there is none. */
export type CheckedAddress = { readonly address: string } | { readonly refusal: string };

/** The addresses that this machine finds for a name. */
export async function systemResolve(hostname: string): Promise<readonly string[]> {
  return (await lookup(hostname, { all: true, order: 'verbatim' })).map(({ address }) => address);
}

/** The address of a host. Where private ones are not allowed, one of them among several spoils all: which of them would be used is chance. */
export async function checkedAddress(hostname: string, options: { readonly resolve: Resolve; readonly allowPrivate: boolean }): Promise<CheckedAddress> {
  const { resolve, allowPrivate } = options;
  const fault = allowPrivate ? null : faultOfHost(hostname);
  if (fault !== null) return { refusal: fault };
  const found = isIP(hostname) === 0 ? await resolve(hostname) : [hostname];
  const [address] = found;
  if (address === undefined) return { refusal: 'its name has no address' };
  const hidden = allowPrivate ? undefined : found.find((each) => !isPublicAddress(each));
  return hidden === undefined ? { address } : { refusal: 'its name leads to an address that is not of the public internet' };
}
