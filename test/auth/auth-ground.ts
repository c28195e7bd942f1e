// A database with users of every standing, and authenticators over it with clocks of the test's own.
import { type Authenticator, type AuthenticatorOptions, createAuthenticator } from '../../src/auth/authenticator.ts';
import { type CredentialSource, credentialsOf } from '../../src/auth/credentials.ts';
import type { Principal } from '../../src/auth/principal.ts';
import { openOwnTokens, type OwnTokens } from '../../src/auth/token/own-tokens.ts';
import type { Actor } from '../../src/domain/access.ts';
import { Database } from '../../src/store/database.ts';
import { freshDatabase } from '../postgres/fresh-database.ts';

/** The user of open mode; not in the database. */
export const LOCAL: Actor = { userId: '01900000-0000-7000-8000-000000000001', name: 'local', role: 'admin', grants: null };
/** Who issues tokens on the ground. */
export const ISSUER = { url: 'http://switchyard.test/oidc', audience: 'switchyard' } as const;

/** An authenticator whose time the test moves. */
export interface TimedAuthenticator extends Authenticator {
  readonly own: OwnTokens;
  /** Moves both of its clocks. */
  tick(ms: number): void;
  time(): Date;
  /** Identifies what these headers present. */
  by(headers: CredentialSource['headers'], address?: string): Promise<Principal | null>;
}

/** The database; dispose of it at the end of the file. */
export class AuthGround implements AsyncDisposable {
  private constructor(
    readonly db: Database,
    private readonly drop: () => Promise<void>,
  ) {}

  static async open(): Promise<AuthGround> {
    const fresh = await freshDatabase();
    return new AuthGround(await Database.open({ url: fresh.url, poolSize: 8, transactionTimeout: 5_000 }), fresh.drop);
  }

  /** One more server's authenticator. */
  authenticator(options: Partial<Pick<AuthenticatorOptions, 'mode' | 'oidc'>> = {}): TimedAuthenticator {
    let passed = 0;
    const start = Date.now();
    const now = (): number => passed;
    const date = (): Date => new Date(start + passed);
    const own = openOwnTokens(this.db, { issuer: () => ISSUER, now });
    const made = createAuthenticator({ mode: 'keys', db: this.db, local: LOCAL, own, now, date, ...options });
    return { ...made, own, time: date, tick: (ms) => { passed += ms; }, by: (headers, address = '192.0.2.1') => made.identify(credentialsOf({ headers, address })) };
  }

  async sql<Row>(text: string, values: readonly unknown[] = []): Promise<Row[]> {
    return await this.db.query<Row>({ name: '', text }, values);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.db.close();
    await this.drop();
  }
}

/** `Authorization: Bearer …`. */
export function bearer(text: string): { authorization: string } {
  return { authorization: `Bearer ${text}` };
}

/** `Authorization: Basic …`. */
export function basic(name: string, password: string): { authorization: string } {
  return { authorization: `Basic ${Buffer.from(`${name}:${password}`).toString('base64')}` };
}
