// A ClearML server of a test's own: real HTTP on a free port, real engine, real database.
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { clearmlRoom } from '../../src/api/rest/clearml/clearml-room.ts';
import type { ClearmlSettings } from '../../src/api/rest/clearml/clearml-context.ts';
import { type AuthenticatorMode, createAuthenticator } from '../../src/auth/authenticator.ts';
import { openOwnTokens } from '../../src/auth/token/own-tokens.ts';
import { clearmlTokens } from '../../src/server/clearml-rooms.ts';
import { isDatabaseLoss } from '../../src/server/database-loss.ts';
import { EngineBench } from '../engine/engine-bench.ts';

/** Data of an answer: whatever the call gives. */
// oxlint-disable-next-line typescript/no-explicit-any -- the shapes are those of the dialect, and tests look at single members
export type Shown = any;

/** What a call answered. */
export interface ClearmlAnswer {
  readonly status: number;
  readonly code: number;
  readonly subcode: number;
  readonly message: string;
  readonly meta: Shown;
  readonly data: Shown;
}

/** How a call is made. */
export interface CallOptions {
  /** Version in the path, like `2.9`. @default none, which is the highest */
  readonly version?: string;
  readonly method?: string;
  readonly headers?: Readonly<Record<string, string>>;
  /** Sends the inputs as lines. */
  readonly lines?: boolean;
}

/** The settings that the ground has unless a test says otherwise. */
export const SETTINGS: ClearmlSettings = { apiVersion: '2.31', serverVersion: '2.0.0', serverBuild: 'ground', commit: '', uid: '0'.repeat(32), publicUrl: null, maxBodyBytes: 64 * 1_048_576, tokenSeconds: 2_592_000, workerSeconds: 600 };

/** What a ground may have otherwise than others. */
export interface GroundOptions {
  /** @default open, in which everybody is the user `local`, an admin */
  readonly mode?: AuthenticatorMode;
  /** Calls may end with errors of ours: they are kept in `failures`, and closing does not throw them. */
  readonly mayFail?: boolean;
}

/** A server over an engine's bench. */
export class ClearmlGround implements AsyncDisposable {
  readonly bench: EngineBench;
  readonly url: string;
  /** Errors of ours that ended calls. */
  readonly failures: readonly unknown[];
  /** Lets what is remembered of callers grow older by so many milliseconds. */
  readonly tick: (ms: number) => void;
  readonly #close: () => Promise<void>;

  private constructor(bench: EngineBench, { url, failures, tick }: Pick<ClearmlGround, 'url' | 'failures' | 'tick'>, close: () => Promise<void>) {
    this.bench = bench;
    this.url = url;
    this.failures = failures;
    this.tick = tick;
    this.#close = close;
  }

  static async open(settings: Partial<ClearmlSettings> = {}, { mode = 'open', mayFail = false }: GroundOptions = {}): Promise<ClearmlGround> {
    const bench = await EngineBench.open();
    const { engine, local } = bench;
    const failures: unknown[] = [];
    const log = { error: ({ error }: { error?: unknown }) => { failures.push(error); } };
    const own = openOwnTokens(engine.db, { issuer: () => ({ url: 'about:blank', audience: 'nobody' }) });
    let passed = 0;
    const authenticator = createAuthenticator({ mode, db: engine.db, local, own, now: () => performance.now() + passed });
    const room = clearmlRoom({ engine, authenticator, tokens: clearmlTokens(authenticator, own), settings: { ...SETTINGS, ...settings }, isUnavailable: isDatabaseLoss, log });
    const server = createServer((req, res) => void room(req, res).catch((error: unknown) => {
      failures.push(error);
      res.writeHead(500).end(String(error));
    }));
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    return new ClearmlGround(bench, { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, failures, tick: (ms) => { passed += ms; } }, async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
      await bench[Symbol.asyncDispose]();
      if (failures.length > 0 && !mayFail) throw new AggregateError(failures, 'calls ended with errors of ours');
    });
  }

  /** Makes a call and gives back all of its answer. */
  async call(name: string, input: object | readonly object[] = {}, options: CallOptions = {}): Promise<ClearmlAnswer> {
    const { version, method = 'POST', headers = {}, lines = false } = options;
    const body = lines ? (input as object[]).map((line) => JSON.stringify(line)).join('\n') : JSON.stringify(input);
    const response = await fetch(`${this.url}${version === undefined ? '' : `/v${version}`}/${name}`, { method, headers: { 'content-type': lines ? 'application/json-lines' : 'application/json', ...headers }, body });
    const text = await response.text();
    const { meta, data } = JSON.parse(text) as { meta: Shown; data: Shown };
    return { status: response.status, code: meta.result_code, subcode: meta.result_subcode, message: meta.result_msg, meta, data };
  }

  /** The data of a call that must succeed. */
  async data(name: string, input: object | readonly object[] = {}, options: CallOptions = {}): Promise<Shown> {
    const answer = await this.call(name, input, options);
    if (answer.code !== 200) throw new Error(`${name} was answered ${answer.code}/${answer.subcode}: ${answer.message}`);
    return answer.data;
  }

  /** `code/subcode` of a call, such as `400/101`. */
  async codes(name: string, input: object | readonly object[] = {}, options: CallOptions = {}): Promise<string> {
    const { code, subcode } = await this.call(name, input, options);
    return `${code}/${subcode}`;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#close();
  }
}
