// A server in this process and clients of others in processes of their own: homes, programs, agents, and what to show when a test fails.
import { copyFileSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { beforeEach } from 'vitest';
import type { RunningServer } from '../../src/server/start-server.ts';
import { requireTool } from '../ground/optional-tool.ts';
import { type OwnServer, ownServer } from '../server/own-server.ts';
import { CallRecorder } from './call-recorder.ts';
import { PythonClient } from './python-client.ts';

/** Folder with the scripts of one client's tests, and what all of them import. */
const scriptsOf = (client: string): string => path.join(import.meta.dirname, client, 'scripts');

/** What a client presents. */
export interface ClientKey {
  readonly access: string;
  readonly secret: string;
}

/** Where what would leave this machine goes: a port that nobody listens on. */
export const NOWHERE = 'http://127.0.0.1:1';

/** In open mode any pair will do, and the clients insist on one. */
const ANY_KEY: ClientKey = { access: 'whoever', secret: 'whatever' };

/** What a test asks of its ground. */
export interface InteropOptions {
  /** Of the server. */
  readonly settings?: Readonly<Record<string, string>>;
}

/** How a client is started. */
export interface ClientOptions {
  readonly key?: ClientKey;
  /** Folder of the script. @default clearml */
  readonly client?: 'clearml' | 'ikomia';
  /** Other files of that folder that it imports. */
  readonly also?: readonly string[];
  readonly args?: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
  /** A home that an earlier client had; a new one otherwise. */
  readonly home?: string;
}

/** One server with its clients. */
export class InteropGround implements AsyncDisposable {
  readonly server: RunningServer;
  readonly recorder: CallRecorder;
  readonly #own: OwnServer;
  readonly #folder = mkdtempSync(path.join(tmpdir(), 'switchyard-interop-'));
  readonly #clients: PythonClient[] = [];
  #homes = 0;

  private constructor(own: OwnServer) {
    this.#own = own;
    this.server = own.server;
    this.recorder = new CallRecorder(own.server.port);
  }

  static async open({ settings = {} }: InteropOptions = {}): Promise<InteropGround> {
    return new InteropGround(await ownServer({ ...settings }));
  }

  get url(): string {
    return this.server.url;
  }

  /** A folder to be removed with the ground. */
  folder(name: string): string {
    const folder = path.join(this.#folder, name);
    mkdirSync(folder, { recursive: true });
    return folder;
  }

  /** A home with the configuration of a client: addresses and a key, as the documentation tells, no look for updates, and lines of `settings`. */
  home({ key = ANY_KEY, settings = [] }: { key?: ClientKey; settings?: readonly string[] } = {}): string {
    const home = this.folder(`home-${++this.#homes}`);
    const { url } = this;
    writeFileSync(path.join(home, 'clearml.conf'), [
      `api { web_server: "${url}", api_server: "${url}", files_server: "${url}/clearml-files", credentials { access_key: "${key.access}", secret_key: "${key.secret}" } }`,
      'agent { disable_agent_update_check: true }', ...settings, '',
    ].join('\n'));
    return home;
  }

  /** Starts a script of `clearml/scripts`, or of another client's folder, from its home, as a person's script that is in no repository. */
  python(script: string, options: ClientOptions = {}): PythonClient {
    const home = options.home ?? this.home(options);
    for (const file of [script, ...(options.also ?? [])]) copyFileSync(path.join(scriptsOf(options.client ?? 'clearml'), file), path.join(home, file));
    copyFileSync(path.join(scriptsOf('clearml'), 'told.py'), path.join(home, 'told.py'));
    return this.#start([path.join(home, script), ...(options.args ?? [])], { ...options, home });
  }

  /** Starts an agent in the foreground that serves a queue; it makes no environment for tasks, for there is no index of packages. */
  agent(queue: string, options: ClientOptions & { readonly name?: string } = {}): PythonClient {
    const { name = 'agent', env = {}, ...rest } = options;
    return this.#start(['-m', 'clearml_agent', 'daemon', '--foreground', '--queue', queue], { ...rest, env: { CLEARML_AGENT_SKIP_PYTHON_ENV_INSTALL: '1', CLEARML_WORKER_ID: name, ...env } });
  }

  /** A home as clients have, and a PATH on which `python3` is the one with the clients, for a runner. */
  runnerHome(options: { key?: ClientKey; settings?: readonly string[] }): { readonly home: string; readonly path: string } {
    return { home: this.home(options), path: this.#path };
  }

  /** A key that the admin has made for a role. */
  async generatedKey(role: string): Promise<ClientKey> {
    const { createAccessKey } = await this.graphql('mutation ($role: Role!) { createAccessKey(input: { label: "laptop", role: $role }) { key userErrors { message } } }', { role });
    const [access = '', secret = ''] = String(createAccessKey.key).split('.');
    return { access, secret };
  }

  /** A GraphQL operation of the admin; throws when it has errors. */
  async graphql(query: string, variables: object = {}): Promise<any> { // oxlint-disable-line typescript/no-explicit-any -- whatever was selected
    const { adminKey } = this.server;
    const response = await fetch(`${this.url}/graphql`, {
      method: 'POST', headers: { 'content-type': 'application/json', ...(adminKey === null ? {} : { authorization: `Bearer ${adminKey}` }) }, body: JSON.stringify({ query, variables }),
    });
    const { data, errors } = (await response.json()) as { data?: unknown; errors?: unknown };
    if (errors !== undefined) throw new Error(`the operation has errors: ${JSON.stringify(errors)}`);
    return data;
  }

  /** Data of a call of the clients' API, made as they make it. */
  async call(name: string, input: object = {}, key: ClientKey = ANY_KEY): Promise<any> { // oxlint-disable-line typescript/no-explicit-any -- the shapes are those of the dialect
    const authorization = `Basic ${Buffer.from(`${key.access}:${key.secret}`).toString('base64')}`;
    const response = await fetch(`${this.url}/${name}`, { method: 'POST', headers: { 'content-type': 'application/json', authorization }, body: JSON.stringify(input) });
    const { meta, data } = (await response.json()) as { meta: { result_code: number; result_subcode: number; result_msg: string }; data: unknown };
    if (meta.result_code !== 200) throw new Error(`${name} was answered ${meta.result_code}/${meta.result_subcode}: ${meta.result_msg}`);
    return data;
  }

  /** What every client wrote, and what they asked and were answered. */
  report(): string {
    const written = this.#clients.map(({ output, pid }) => `---- client ${pid}\n${output.slice(-8_000)}`);
    return `${written.join('\n')}\n---- calls\n${this.recorder.report()}\n`;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await Promise.all(this.#clients.map((client) => client.kill()));
    await this.#own.close();
    this.recorder[Symbol.dispose]();
    rmSync(this.#folder, { recursive: true, force: true });
  }

  get #path(): string {
    return `${path.dirname(requireTool('clearml'))}:${process.env['PATH'] ?? ''}`;
  }

  #start(args: readonly string[], options: ClientOptions): PythonClient {
    const home = options.home ?? this.home(options);
    const program = requireTool('clearml');
    const env = {
      HOME: home, PATH: this.#path, LANG: 'C.UTF-8', PYTHONUNBUFFERED: '1', PYTHONFAULTHANDLER: '1', TMPDIR: this.folder(`${path.basename(home)}/tmp`),
      GIT_CONFIG_NOSYSTEM: '1', PIP_NO_INDEX: '1',
      HTTP_PROXY: NOWHERE, HTTPS_PROXY: NOWHERE, NO_PROXY: '127.0.0.1,localhost',
      ...options.env,
    };
    const client = new PythonClient({ program, args, cwd: home, env });
    this.#clients.push(client);
    return client;
  }
}

/**
 * A ground for each test of a file, by a function that opens it; on failure all that the clients wrote and were answered is printed.
 * Servers must not have failed at any call.
 */
export function groundOfEachTest(): (options?: InteropOptions) => Promise<InteropGround> {
  let opener: (options?: InteropOptions) => Promise<InteropGround>;
  beforeEach(({ onTestFailed, onTestFinished }) => {
    requireTool('clearml');
    opener = async (options) => {
      const ground = await InteropGround.open(options);
      let report: string | null = null;
      // Hooks of failure come after those of the end: what is to be shown is taken while the ground stands.
      onTestFinished(async () => {
        report = ground.report();
        await ground[Symbol.asyncDispose]();
      });
      onTestFailed(() => console.error(report ?? ground.report()));
      return ground;
    };
  });
  return (options) => opener(options);
}
