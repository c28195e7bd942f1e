// A provider of OpenID tokens of the test's own: real HTTP on loopback, keys made here, everything about it breakable.
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type CryptoKey, exportJWK, generateKeyPair, type JWK, type JWTPayload, SignJWT } from 'jose';

interface ProviderKey { readonly kid: string; readonly alg: string; readonly signs: CryptoKey; readonly open: JWK }

/** The provider. */
export class OidcTestProvider implements AsyncDisposable {
  readonly #server: Server;
  /** Its address, also after it has stopped. */
  readonly issuer: string;
  readonly #keys: ProviderKey[] = [];
  /** Requests answered, by path. */
  readonly asked: string[] = [];
  /** What it answers instead of its documents. */
  broken: 'no' | 'status' | 'huge' | 'garbage' | 'redirect' | 'foreign' = 'no';

  private constructor(server: Server) {
    this.#server = server;
    this.issuer = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    server.on('request', (req, res) => {
      this.asked.push(req.url ?? '');
      if (this.broken === 'status') return void res.writeHead(500).end('{}');
      if (this.broken === 'redirect') return void res.writeHead(302, { location: `${this.issuer}/elsewhere` }).end();
      if (this.broken === 'garbage') return void res.end('<html>');
      if (this.broken === 'huge') return void res.end(`{"x":"${'x'.repeat(400_000)}"}`);
      const issuer = this.broken === 'foreign' ? 'http://other.example' : this.issuer;
      res.setHeader('content-type', 'application/json');
      res.end(JSON.stringify(req.url === '/jwks' ? { keys: this.#keys.map(({ open }) => open) } : { issuer, jwks_uri: `${this.issuer}/jwks` }));
    });
  }

  static async open(): Promise<OidcTestProvider> {
    const server = createServer();
    await new Promise<void>((resolve) => { server.listen(0, '127.0.0.1', resolve); });
    const provider = new OidcTestProvider(server);
    await provider.addKey('first', 'RS256');
    return provider;
  }


  /** One more key, published from now on. */
  async addKey(kid: string, alg: string): Promise<void> {
    const { privateKey, publicKey } = await generateKeyPair(alg);
    this.#keys.unshift({ kid, alg, signs: privateKey, open: { ...(await exportJWK(publicKey)), kid, alg, use: 'sig' } });
  }

  /** A token by the newest key, good unless the claims say otherwise. */
  async token(claims: { readonly [Claim in keyof JWTPayload]: JWTPayload[Claim] | undefined } = {}, header: { kid?: string; alg?: string } = {}): Promise<string> {
    const key = this.#keys.find(({ kid }) => kid === header.kid) ?? this.#keys[0]!;
    const now = Math.floor(Date.now() / 1_000);
    const all = { iss: this.issuer, aud: 'switchyard', sub: 'subject-1', iat: now, exp: now + 600, groups: ['lab'], ...claims };
    return await new SignJWT(all as JWTPayload).setProtectedHeader({ alg: key.alg, kid: header.kid ?? key.kid }).sign(key.signs);
  }

  /** The public half of the newest key, as text. */
  publicText(): string {
    return JSON.stringify(this.#keys[0]!.open);
  }

  /** Stops answering at all. */
  async stop(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((resolve) => { this.#server.close(resolve); });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    if (this.#server.listening) await this.stop();
  }
}
