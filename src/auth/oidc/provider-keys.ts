// The public keys of a provider of tokens: discovered, remembered, asked for again when a token names one that is not known.
import { createLocalJWKSet, type JSONWebKeySet, type JWTVerifyGetKey } from 'jose';
import { providerJson } from './provider-json.ts';

/** Shortest time between two readings, in milliseconds, whatever tokens come: anybody can name keys that do not exist. */
export const REFRESH_MS = 30_000;
/** Time after which the keys are read again although all tokens name known ones, in milliseconds: a key that was withdrawn must go. */
export const MAX_AGE_MS = 600_000;

/** Where a provider is, and who hears of its troubles. */
export interface ProviderOptions {
  /** Without a slash at its end; the provider must name itself so. */
  readonly issuer: string;
  /** Monotonic milliseconds. */
  readonly now: () => number;
  readonly warn: (error: unknown, message: string) => void;
}

interface KnownKeys {
  readonly find: JWTVerifyGetKey;
  readonly ids: ReadonlySet<string>;
}

/** The keys. Those already known go on working while the provider is down. */
export class ProviderKeys {
  readonly #options: ProviderOptions;
  #known: KnownKeys | null = null;
  #readAt = -Infinity;
  #triedAt = -Infinity;
  #reading: Promise<void> | null = null;

  constructor(options: ProviderOptions) {
    this.#options = options;
  }

  /** How to find the key of a token that names this key id; null when no keys are known. Never rejects. */
  async forKey(kid: string | undefined): Promise<JWTVerifyGetKey | null> {
    if (this.#isWanting(kid)) await this.#refresh();
    return this.#known?.find ?? null;
  }

  #isWanting(kid: string | undefined): boolean {
    if (this.#known === null || (kid !== undefined && !this.#known.ids.has(kid))) return true;
    return this.#options.now() - this.#readAt >= MAX_AGE_MS;
  }

  #refresh(): Promise<void> {
    // Who comes while the keys are read waits for them; who comes soon after is told what is known.
    if (this.#reading !== null) return this.#reading;
    if (this.#options.now() - this.#triedAt < REFRESH_MS) return Promise.resolve();
    this.#triedAt = this.#options.now();
    this.#reading = this.#read().finally(() => { this.#reading = null; });
    return this.#reading;
  }

  async #read(): Promise<void> {
    try {
      this.#known = await readKeys(this.#options.issuer);
      this.#readAt = this.#options.now();
    } catch (error) {
      this.#options.warn(error, `the keys of ${this.#options.issuer} cannot be read; tokens with keys already known are still taken`);
    }
  }
}

async function readKeys(issuer: string): Promise<KnownKeys> {
  const about = await providerJson(`${issuer}/.well-known/openid-configuration`);
  if (typeof about.issuer !== 'string' || about.issuer.replace(/\/+$/, '') !== issuer) throw new Error(`the provider at ${issuer} calls itself ${JSON.stringify(about.issuer)}`);
  const address = typeof about.jwks_uri === 'string' && URL.canParse(about.jwks_uri) ? new URL(about.jwks_uri) : null;
  // Over plain HTTP only where the issuer itself is: else whoever sits on the way could put a key of his own there.
  if (address === null || !(address.protocol === 'https:' || address.protocol === new URL(issuer).protocol)) throw new Error(`the provider at ${issuer} names no usable jwks_uri`);
  const set = await providerJson(address.href);
  const find = createLocalJWKSet(set as unknown as JSONWebKeySet);
  const keys = (set as unknown as JSONWebKeySet).keys;
  return { find, ids: new Set(keys.flatMap(({ kid }) => (kid === undefined ? [] : [kid]))) };
}
