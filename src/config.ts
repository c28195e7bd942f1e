// The one table of settings: every environment variable that means something here, parsed once and frozen.
import { readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import { ROLES, type Role } from './domain/access.ts';
import { DECK_LIMITS } from './domain/deck/deck.ts';
import { baseUrl, MAX_MODEL_SERVERS, MAX_ORIGINS, modelServers, originList, postgresUrl, roleMap } from './domain/input/setting-form.ts';

/** `open`: everybody on this machine is the admin `local`. `keys`: callers present access keys, sessions or passwords. `oidc`: those, or tokens of an OpenID provider. */
export type AuthMode = 'open' | 'keys' | 'oidc';
/** Who may ask for the schema. */
export type IntrospectionPolicy = 'on' | 'admin' | 'off';
/** Least detailed level that is still written. */
export type LogLevel = (typeof LOG_LEVELS)[number];

/** Every setting of a process; frozen, passed down as an argument. The table below says what each means. */
export interface Config {
  readonly port: number;
  readonly host: string;
  readonly databaseUrl: string | null;
  readonly dataDir: string;
  readonly auth: AuthMode;
  /** Without a slash at the end. */
  readonly publicUrl: string | null;
  readonly oidcIssuer: string | null;
  readonly oidcAudience: string;
  readonly oidcRolesClaim: string;
  /** Role of each value of the claim. */
  readonly oidcRoles: ReadonlyMap<string, Role>;
  readonly sessionHours: number;
  readonly origins: readonly string[];
  readonly lockEmergencyKey: string | null;
  readonly adminKey: string | null;
  readonly runnerKey: string | null;
  readonly runners: number;
  readonly runnerSlots: number;
  readonly runnerQueues: readonly string[];
  /** Absolute paths. */
  readonly decks: readonly string[];
  readonly logLevel: LogLevel;
  readonly poolSize: number;
  readonly transactionSeconds: number;
  readonly leaseSeconds: number;
  readonly beatSeconds: number;
  readonly graceSeconds: number;
  readonly runnerDrainSeconds: number;
  readonly runnerPip: 'off' | 'venv';
  readonly drainSeconds: number;
  readonly eventRetentionDays: number;
  readonly logRetentionDays: number;
  readonly requestRetentionHours: number;
  readonly handoutTtlSeconds: number;
  readonly externalTimeoutSeconds: number;
  readonly maxSockets: number;
  readonly maxSocketsPerKey: number;
  readonly maxSubscriptionsPerKey: number;
  readonly auditRetentionDays: number;
  /** Absolute; null = `blobs` in the data directory. */
  readonly blobDir: string | null;
  readonly maxFileMib: number;
  readonly maxStoreMib: number;
  /** 0 = until they are deleted. */
  readonly fileRetentionDays: number;
  readonly operationSeconds: number;
  readonly maxCost: number;
  readonly ratePoints: number;
  readonly introspection: IntrospectionPolicy;
  /** Absolute path. */
  readonly trustedDocuments: string | null;
  readonly httpStatus: 'compatible' | 'draft2026';
  readonly executor: 'jit' | 'plain';
  /** Like `2.31`. */
  readonly clearmlApiVersion: string;
  readonly clearmlBodyMib: number;
  readonly clearmlTokenDays: number;
  readonly clearmlWorkerSeconds: number;
  readonly ikomiaBodyMib: number;
  readonly ikomiaTokenSeconds: number;
  readonly ikomiaStorageSeconds: number;
  readonly resultSeconds: number;
  readonly graphSeconds: number;
  readonly graphMemoryMib: number;
  readonly graphPixels: number;
  readonly graphParallel: number;
  /** Absolute paths. */
  readonly algorithms: readonly string[];
  /** URL of each by its name. */
  readonly modelServers: ReadonlyMap<string, string>;
  readonly webhookPrivate: 'off' | 'on';
  readonly otelEndpoint: string | null;
  readonly otelHeaders: string | null;
  readonly otelService: string;
}

/** Where settings are read from: `process.env`, or a plain object in tests. */
export type Environment = Readonly<Record<string, string | undefined>>;

/** Thrown when a setting is wrong; the message lists every wrong one with what is accepted. */
export class ConfigError extends Error {
  override readonly name = 'ConfigError';
}

/** One row: where the value comes from, what is accepted and what it means. */
interface Setting<T> {
  readonly name: string;
  /** What is accepted, in words that follow "accepted:". */
  readonly accepts: string;
  /** The value of a text, or undefined when the text is not accepted. */
  readonly parse: (text: string) => T | undefined;
  readonly default: T;
  /** The default as people read it, when the value itself says too little. */
  readonly shown?: string;
  /** Its text is never repeated in a message; it may also stand in the file that `<name>_FILE` names. */
  readonly secret?: true;
  readonly doc: string;
}

const LOG_LEVELS = ['debug', 'info', 'warn', 'error', 'silent'] as const;
const KEY_FORM = /^[A-Za-z0-9_-]{4,64}\.[A-Za-z0-9_-]{16,128}$/;
const HOST_FORM = /^[A-Za-z0-9._:-]{1,253}$/;
const WORD_FORM = /^\S{1,256}$/;
const QUEUE_FORM = /^[^\p{Cc},]{1,255}$/u;
/** Seconds a runner may take to end beyond its drain and its grace: the last report, and the reaping of its processes. */
export const RUNNER_END_SECONDS = 5;
/** Most queues one runner takes work from. */
const MAX_RUNNER_QUEUES = 32;
/** Most files of algorithms of one runner. */
export const MAX_ALGORITHM_FILES = 32;

const SETTINGS: { readonly [K in keyof Config]: Setting<Config[K]> } = {
  port: whole('PORT', { from: 0, to: 65_535, default: 4_000, doc: 'Port of everything the server offers; 0 takes a free one.' }),
  host: { name: 'HOST', accepts: 'a host name or an IP address', parse: matching(HOST_FORM), default: '127.0.0.1', doc: 'Address to listen on; any but a loopback address needs `AUTH=keys`.' },
  databaseUrl: { name: 'DATABASE_URL', accepts: 'a URL like postgres://user:password@host:5432/name', parse: postgresUrl, default: null, shown: 'embedded PostgreSQL', secret: true, doc: 'PostgreSQL 17 or newer to use instead of the embedded one.' },
  dataDir: { name: 'DATA_DIR', accepts: 'a directory', parse: (text) => path.resolve(text), default: path.resolve('data'), shown: '`./data`', doc: 'Home of the embedded database, the embedded runners and their key.' },
  auth: { name: 'AUTH', accepts: 'open, keys or oidc', parse: choice(['open', 'keys', 'oidc']), default: 'open', doc: 'Who may call: `open` = everybody on this machine, `keys` = holders of access keys, sessions and passwords, `oidc` = those and holders of tokens of an OpenID provider.' },
  publicUrl: { name: 'SWITCHYARD_PUBLIC_URL', accepts: 'an http or https URL without a query', parse: baseUrl, default: null, shown: 'the address it listens on', doc: 'Address under which callers reach the server: the issuer of its tokens; with https its cookies are sent over https only.' },
  oidcIssuer: { name: 'SWITCHYARD_OIDC_ISSUER', accepts: 'an http or https URL', parse: baseUrl, default: null, doc: 'OpenID provider whose tokens are taken with `AUTH=oidc`, as in the `iss` of its tokens.' },
  oidcAudience: { name: 'SWITCHYARD_OIDC_AUDIENCE', accepts: '1 to 256 characters without spaces', parse: matching(WORD_FORM), default: 'switchyard', doc: 'The `aud` that tokens of the provider must name.' },
  oidcRolesClaim: { name: 'SWITCHYARD_OIDC_ROLES_CLAIM', accepts: '1 to 256 characters without spaces', parse: matching(WORD_FORM), default: 'groups', doc: 'Claim of those tokens that roles are read from: a text or a list of texts.' },
  oidcRoles: { name: 'SWITCHYARD_OIDC_ROLES', accepts: `pairs value=role separated by commas, roles being ${ROLES.join(', ')}`, parse: roleMap, default: new Map(), shown: 'none', doc: 'Role of each value of that claim, like `lab-admins=admin,lab=operator`; the greatest counts, who has none is not let in.' },
  sessionHours: whole('SWITCHYARD_SESSION_HOURS', { from: 1, to: 720, default: 12, doc: 'Hours after which a session ends, and whoever signed in has to sign in again.' }),
  origins: { name: 'SWITCHYARD_ORIGINS', accepts: `up to ${MAX_ORIGINS} origins like https://lab.example separated by commas`, parse: originList, default: Object.freeze([]), shown: 'none', doc: 'Origins of web pages on other servers that may call with a key of their own (CORS); never with a cookie, and never in open mode.' },
  lockEmergencyKey: { name: 'SWITCHYARD_LOCK_EMERGENCY_KEY', accepts: '16 to 256 letters, digits and `_ . ~ + / = -`', parse: matching(/^[A-Za-z0-9_.~+/=-]{16,256}$/), default: null, secret: true, doc: 'Opens every lock that somebody has put on a part of the system, whoever holds it.' },
  adminKey: accessKey('SWITCHYARD_ADMIN_KEY', 'Access key with the role admin. Without it one is made, and printed once, when `AUTH=keys` and there is no admin key yet.'),
  runnerKey: accessKey('SWITCHYARD_RUNNER_KEY', 'Access key with the role runner, for runners and for the server they call. Without it the embedded runners get one of their own in `DATA_DIR/runner.key`.'),
  runners: whole('SWITCHYARD_RUNNERS', { from: 0, to: 64, default: 1, doc: 'Runner processes that the server starts and supervises.' }),
  runnerSlots: whole('SWITCHYARD_RUNNER_SLOTS', { from: 1, to: 64, default: 2, doc: 'Tasks that one runner runs at the same time.' }),
  runnerQueues: { name: 'SWITCHYARD_RUNNER_QUEUES', accepts: `1 to ${MAX_RUNNER_QUEUES} queue names separated by commas`, parse: queueNames, default: Object.freeze(['default', 'lab', 'graph']), shown: '`default,lab,graph`', doc: 'Queues a runner takes work from, in order of preference.' },
  decks: { name: 'SWITCHYARD_DECKS', accepts: `up to ${DECK_LIMITS.decks} deck files separated by commas, each one that is there and ends in .ts, .mts, .js or .mjs`, parse: deckFiles, default: Object.freeze([]), shown: 'none', doc: 'Files of decks (instruments for `steps` tasks) that the first embedded runner offers.' },
  logLevel: { name: 'SWITCHYARD_LOG_LEVEL', accepts: LOG_LEVELS.join(', '), parse: choice(LOG_LEVELS), default: 'info', doc: 'Least detailed level that is still written to the log.' },
  poolSize: whole('SWITCHYARD_POOL_SIZE', { from: 2, to: 500, default: 20, doc: 'Database connections of this process, besides two of the event log.' }),
  transactionSeconds: whole('SWITCHYARD_TRANSACTION_SECONDS', { from: 1, to: 60, default: 5, doc: 'Longest transaction; a stuck one would stall the event feed of everybody.' }),
  leaseSeconds: whole('SWITCHYARD_LEASE_SECONDS', { from: 2, to: 3_600, default: 20, doc: 'Silence of a runner, in seconds, after which its attempts are lost.' }),
  beatSeconds: whole('SWITCHYARD_BEAT_SECONDS', { from: 1, to: 1_800, default: 5, doc: 'Seconds between two heartbeats of a runner; less than half of the lease.' }),
  graceSeconds: whole('SWITCHYARD_GRACE_SECONDS', { from: 0, to: 3_600, default: 10, doc: 'Seconds between TERM and KILL for a task that names none; less than the lease.' }),
  runnerDrainSeconds: whole('SWITCHYARD_RUNNER_DRAIN_SECONDS', { from: 0, to: 3_600, default: 5, doc: 'Seconds a runner that is told to end lets its tasks finish, before it hands them back.' }),
  runnerPip: { name: 'SWITCHYARD_RUNNER_PIP', accepts: 'off or venv', parse: choice(['off', 'venv']), default: 'off', doc: 'What a runner does with the packages (`requirements.pip`) that a command names: `off` = nothing but to say so in the output, `venv` = it installs them for each attempt anew, beside what is on its machine.' },
  drainSeconds: whole('SWITCHYARD_DRAIN_SECONDS', { from: 1, to: 3_600, default: 30, doc: 'Longest orderly shutdown of the server, in seconds; more than the drain and the grace of its runners. The process then ends with what is left.' }),
  eventRetentionDays: whole('SWITCHYARD_EVENT_RETENTION_DAYS', { from: 1, to: 3_650, default: 30, doc: 'Days for which events are kept and can be resumed from.' }),
  logRetentionDays: whole('SWITCHYARD_LOG_RETENTION_DAYS', { from: 1, to: 3_650, default: 365, doc: 'Days for which output lines of tasks are kept; they go by whole partitions, so a little later.' }),
  requestRetentionHours: whole('SWITCHYARD_REQUEST_RETENTION_HOURS', { from: 1, to: 8_760, default: 24, doc: 'Hours for which a repeated `requestId` gets the first outcome.' }),
  handoutTtlSeconds: whole('SWITCHYARD_HANDOUT_TTL_SECONDS', { from: 5, to: 86_400, default: 600, doc: 'Seconds after which a task handed to an outside worker that has not started it goes back into its queue, and after which a silent one that was told to end counts as ended.' }),
  externalTimeoutSeconds: whole('SWITCHYARD_EXTERNAL_TIMEOUT_SECONDS', { from: 10, to: 2_592_000, default: 7_200, doc: 'Silence of an outside worker, in seconds, after which the task it runs is stopped as non-responsive.' }),
  maxSockets: whole('SWITCHYARD_MAX_SOCKETS', { from: 1, to: 100_000, default: 10_000, doc: 'Live connections (WebSockets and event streams) of this process; one more is answered 503.' }),
  maxSocketsPerKey: whole('SWITCHYARD_MAX_SOCKETS_PER_KEY', { from: 1, to: 100_000, default: 2_000, doc: 'Live connections of one access key to this process (in open mode: of everybody together); one more is closed with 4429 or answered 429.' }),
  maxSubscriptionsPerKey: whole('SWITCHYARD_MAX_SUBSCRIPTIONS_PER_KEY', { from: 1, to: 100_000, default: 5_000, doc: 'Subscriptions of one access key on this process (in open mode: of everybody together); one more ends with LIMIT_EXCEEDED.' }),
  auditRetentionDays: whole('SWITCHYARD_AUDIT_RETENTION_DAYS', { from: 1, to: 3_650, default: 365, doc: 'Days for which it is kept who commanded what.' }),
  blobDir: { name: 'SWITCHYARD_BLOB_DIR', accepts: 'a directory', parse: (text) => path.resolve(text), default: null, shown: '`blobs` in `DATA_DIR`', doc: 'Home of stored files; several servers of one database need one directory that all of them reach.' },
  maxFileMib: whole('SWITCHYARD_MAX_FILE_MIB', { from: 1, to: 10_000_000, default: 2_048, doc: 'Largest file that is taken, in MiB.' }),
  maxStoreMib: whole('SWITCHYARD_MAX_STORE_MIB', { from: 1, to: 100_000_000, default: 102_400, doc: 'Largest sum of the files of one store (uploads, artifacts, those of each dialect), in MiB; a file beyond it is refused.' }),
  fileRetentionDays: whole('SWITCHYARD_FILE_RETENTION_DAYS', { from: 0, to: 3_650, default: 0, doc: 'Days for which uploaded files are kept that name no end of their own; 0 = until they are deleted.' }),
  operationSeconds: whole('SWITCHYARD_OPERATION_SECONDS', { from: 1, to: 600, default: 30, doc: 'Longest GraphQL operation, in seconds; its statements are cancelled with it.' }),
  maxCost: whole('SWITCHYARD_MAX_COST', { from: 100, to: 100_000_000, default: 50_000, doc: 'Most points that one GraphQL operation may cost, by what it could return at most.' }),
  ratePoints: whole('SWITCHYARD_RATE_POINTS', { from: 1_000, to: 999_999_999, default: 3_000_000, doc: 'Points that the operations of one key may cost on this process in a minute; open mode has no such limit.' }),
  introspection: { name: 'SWITCHYARD_INTROSPECTION', accepts: 'on, admin or off', parse: choice(['on', 'admin', 'off']), default: 'on', doc: 'Who may ask for the schema: everybody who may call, admins, or nobody.' },
  trustedDocuments: { name: 'SWITCHYARD_TRUSTED_DOCUMENTS', accepts: 'a readable file', parse: readableFile, default: null, doc: 'JSON file of the only GraphQL documents that are executed, by the SHA-256 of their text; without it every document is.' },
  httpStatus: { name: 'SWITCHYARD_HTTP_STATUS', accepts: 'compatible or draft2026', parse: choice(['compatible', 'draft2026']), default: 'compatible', doc: 'Statuses of GraphQL over HTTP: those that the clients of today expect, or those of the draft of August 2026 (422 for a document that cannot be executed, 294 for data with errors).' },
  executor: { name: 'SWITCHYARD_EXECUTOR', accepts: 'jit or plain', parse: choice(['jit', 'plain']), default: 'jit', doc: 'How GraphQL operations are executed: compiled, or by the reference implementation; the answers are the same.' },
  clearmlApiVersion: { name: 'SWITCHYARD_CLEARML_API_VERSION', accepts: 'a version from 2.9 to 2.31 like 2.23', parse: clearmlVersion, default: '2.31', doc: 'Version of the ClearML API that is announced to SDK and agent; they ask in the newest form that they know up to it.' },
  clearmlBodyMib: whole('SWITCHYARD_CLEARML_BODY_MIB', { from: 16, to: 1_024, default: 64, doc: 'Largest body of a ClearML call, in MiB; the SDK sends up to 15 in one.' }),
  clearmlTokenDays: whole('SWITCHYARD_CLEARML_TOKEN_DAYS', { from: 1, to: 365, default: 30, doc: 'Days for which a token of `auth.login` is good whose caller names no time.' }),
  clearmlWorkerSeconds: whole('SWITCHYARD_CLEARML_WORKER_SECONDS', { from: 5, to: 86_400, default: 600, doc: 'Silence of an outside worker, in seconds, after which a stop does not wait for it and the task is stopped at once.' }),
  ikomiaBodyMib: whole('SWITCHYARD_IKOMIA_BODY_MIB', { from: 1, to: 1_024, default: 100, doc: 'Largest body of a call of a deployment, in MiB; images come in it as base64, a third larger than they are.' }),
  ikomiaTokenSeconds: whole('SWITCHYARD_IKOMIA_TOKEN_SECONDS', { from: 120, to: 604_800, default: 36_000, doc: 'Seconds for which a token for a deployment is good; clients ask for a new one a minute before.' }),
  ikomiaStorageSeconds: whole('SWITCHYARD_IKOMIA_STORAGE_SECONDS', { from: 60, to: 31_536_000, default: 3_600, doc: 'Seconds for which an object is kept that was put into the storage of deployments without a path.' }),
  resultSeconds: whole('SWITCHYARD_RESULT_SECONDS', { from: 60, to: 31_536_000, default: 3_600, doc: 'Seconds for which results of a run of a deployment are kept after its end, when the deployment names no time.' }),
  graphSeconds: whole('SWITCHYARD_GRAPH_SECONDS', { from: 1, to: 86_400, default: 300, doc: 'Longest run of a deployment that names no time, in seconds.' }),
  graphMemoryMib: whole('SWITCHYARD_GRAPH_MEMORY_MIB', { from: 64, to: 1_048_576, default: 1_024, doc: 'Most memory of the process that carries out a run of a deployment that names none, in MiB.' }),
  graphPixels: whole('SWITCHYARD_GRAPH_PIXELS', { from: 1_000_000, to: 999_999_999, default: 100_000_000, doc: 'Most pixels of an image that a runner decodes; what claims more is refused before it is decoded.' }),
  graphParallel: whole('SWITCHYARD_GRAPH_PARALLEL', { from: 1, to: 64, default: 2, doc: 'Nodes of one graph that a runner carries out at the same time.' }),
  algorithms: { name: 'SWITCHYARD_ALGORITHMS', accepts: `up to ${MAX_ALGORITHM_FILES} files of algorithms separated by commas, each one that is there and ends in .py, .ts, .mts, .js or .mjs`, parse: algorithmFiles, default: Object.freeze([]), shown: 'none', doc: 'Files of functions that the embedded runners offer to graphs as algorithms; a lone runner takes them by `--algorithms`.' },
  modelServers: { name: 'SWITCHYARD_MODEL_SERVERS', accepts: `up to ${MAX_MODEL_SERVERS} pairs name=URL separated by commas, names being letters, digits and _`, parse: modelServers, default: new Map(), shown: 'none', doc: 'Model servers (Open Inference Protocol 2 over HTTP) that algorithms of graphs may ask; no other address is asked.' },
  webhookPrivate: { name: 'SWITCHYARD_WEBHOOK_PRIVATE', accepts: 'off or on', parse: choice(['off', 'on']), default: 'off', doc: 'Whether webhooks may go to private and local addresses; `off` refuses them when they are made and again at each delivery.' },
  otelEndpoint: { name: 'OTEL_EXPORTER_OTLP_ENDPOINT', accepts: 'an http or https URL', parse: baseUrl, default: null, doc: 'OpenTelemetry collector that traces are sent to, over HTTP; without it there are none.' },
  otelHeaders: { name: 'OTEL_EXPORTER_OTLP_HEADERS', accepts: 'pairs name=value separated by commas', parse: matching(/^[^=,\s]+=[^,\r\n]*(,[^=,\s]+=[^,\r\n]*)*$/), default: null, secret: true, doc: 'Headers sent along to the collector.' },
  otelService: { name: 'OTEL_SERVICE_NAME', accepts: '1 to 256 characters without spaces', parse: matching(WORD_FORM), default: 'switchyard', doc: 'Name of this service in traces.' },
};

/** Reads every setting; throws one ConfigError that lists all that is wrong. An empty text counts as not set. */
export function readConfig(environment: Environment = process.env): Config {
  const config = parseAll(environment);
  refuse(contradictions(config));
  return config;
}

/** The settings of a lone runner, with those `said` on its command line above the environment; what only a server minds is not judged. */
export function readRunnerConfig(said: Environment, environment: Environment = process.env): Config {
  return parseAll({ ...environment, ...said });
}

function parseAll(environment: Environment): Config {
  const faults: string[] = [];
  const values = Object.entries(SETTINGS).map(([field, setting]) => [field, valueOf(setting as Setting<unknown>, { environment, faults })]);
  refuse(faults);
  return Object.freeze(Object.fromEntries(values)) as Config;
}

function refuse(faults: readonly string[]): void {
  if (faults.length === 0) return;
  throw new ConfigError(`${faults.length} setting${faults.length === 1 ? ' is' : 's are'} wrong:\n${faults.map((fault) => `  ${fault}`).join('\n')}`);
}

/** The environment without our own settings, for processes that we start: none of them needs our secrets. */
export function environmentForChildren(environment: Environment = process.env): Record<string, string> {
  const ours = new Set(Object.values(SETTINGS).flatMap(({ name }) => [name, `${name}_FILE`]));
  return Object.fromEntries(Object.entries(environment).flatMap(([name, value]) => (value === undefined || ours.has(name) ? [] : [[name, value]])));
}

/** The table of settings in Markdown, for the README. */
export function configTable(): string {
  const rows = Object.values(SETTINGS).map((setting: Setting<unknown>) => {
    const names = setting.secret ? `\`${setting.name}\` or \`${setting.name}_FILE\`` : `\`${setting.name}\``;
    const unset = setting.default === null ? 'none' : `\`${String(setting.default)}\``;
    return `| ${names} | ${setting.shown ?? unset} | ${setting.doc} |`;
  });
  return ['| setting | default | meaning |', '|---|---|---|', ...rows, ''].join('\n');
}

function valueOf(setting: Setting<unknown>, from: { environment: Environment; faults: string[] }): unknown {
  const text = textOf(setting, from);
  if (text === null) return setting.default;
  const value = setting.parse(text);
  if (value === undefined) from.faults.push(`${setting.name}${setting.secret ? '' : `=${text.slice(0, 100)}`} is not accepted; accepted: ${setting.accepts}`);
  return value;
}

function textOf(setting: Setting<unknown>, { environment, faults }: { environment: Environment; faults: string[] }): string | null {
  const text = environment[setting.name]?.trim() || null;
  const file = setting.secret ? environment[`${setting.name}_FILE`]?.trim() || null : null;
  if (file === null) return text;
  if (text !== null) faults.push(`${setting.name} and ${setting.name}_FILE are both set; keep one of them`);
  try {
    const content = readFileSync(file, 'utf8').trim();
    // An empty secret must not count as "not set": the server would then make a key of its own instead.
    if (content === '') faults.push(`${setting.name}_FILE=${file} is empty; it must hold ${setting.accepts}`);
    return content || null;
  } catch (error) {
    faults.push(`${setting.name}_FILE=${file} cannot be read (${error instanceof Error ? error.message : String(error)}); name a readable file that holds ${setting.accepts}`);
    return null;
  }
}

/** What is wrong between settings that are right by themselves. */
function contradictions(config: Config): string[] {
  const faults: string[] = [];
  const { leaseSeconds: lease, beatSeconds: beat, graceSeconds: grace, runnerDrainSeconds: finish, drainSeconds: drain, adminKey, runnerKey } = config;
  if (beat * 2 >= lease) faults.push(`SWITCHYARD_BEAT_SECONDS=${beat} must be less than half of SWITCHYARD_LEASE_SECONDS=${lease}, or one lost heartbeat ends the lease`);
  if (grace >= lease) faults.push(`SWITCHYARD_GRACE_SECONDS=${grace} must be less than SWITCHYARD_LEASE_SECONDS=${lease}: a runner without a server ends its tasks within the lease`);
  if (finish + grace + RUNNER_END_SECONDS >= drain) faults.push(`SWITCHYARD_DRAIN_SECONDS=${drain} must be more than SWITCHYARD_RUNNER_DRAIN_SECONDS=${finish}, SWITCHYARD_GRACE_SECONDS=${grace} and ${RUNNER_END_SECONDS} together, which its runners may take to end`);
  if (config.auth === 'oidc' && config.oidcIssuer === null) faults.push('AUTH=oidc needs SWITCHYARD_OIDC_ISSUER, the provider whose tokens are taken; without one set AUTH=keys');
  if (config.auth === 'oidc' && config.oidcRoles.size === 0) faults.push('AUTH=oidc needs SWITCHYARD_OIDC_ROLES, or nobody with a token of the provider could be let in');
  if (adminKey !== null && runnerKey !== null && idOf(adminKey) === idOf(runnerKey)) faults.push('SWITCHYARD_ADMIN_KEY and SWITCHYARD_RUNNER_KEY have the same key id; give each its own');
  return faults;
}

function idOf(text: string): string {
  return text.slice(0, text.indexOf('.'));
}

function whole(name: string, row: { from: number; to: number; default: number; doc: string }): Setting<number> {
  const parse = (text: string): number | undefined => (/^\d{1,9}$/.test(text) && Number(text) >= row.from && Number(text) <= row.to ? Number(text) : undefined);
  return { name, accepts: `a whole number from ${row.from} to ${row.to}`, parse, default: row.default, doc: row.doc };
}

function accessKey(name: string, doc: string): Setting<string | null> {
  const accepts = 'an access key of the form <key id>.<secret>: 4 to 64, then 16 to 128 letters, digits, - or _';
  return { name, accepts, parse: matching(KEY_FORM), default: null, secret: true, doc };
}

function matching(form: RegExp): (text: string) => string | undefined {
  return (text) => (form.test(text) ? text : undefined);
}

function choice<T extends string>(values: readonly T[]): (text: string) => T | undefined {
  return (text) => values.find((value) => value === text);
}

function queueNames(text: string): readonly string[] | undefined {
  const names = [...new Set(text.split(',').map((name) => name.trim()).filter((name) => name !== ''))];
  return names.length > 0 && names.length <= MAX_RUNNER_QUEUES && names.every((name) => QUEUE_FORM.test(name)) ? Object.freeze(names) : undefined;
}

function deckFiles(text: string): readonly string[] | undefined {
  const files = [...new Set(text.split(',').map((name) => name.trim()).filter((name) => name !== '').map((name) => path.resolve(name)))];
  const isDeck = (file: string): boolean => /\.(m?ts|m?js)$/.test(file) && statSync(file, { throwIfNoEntry: false })?.isFile() === true;
  return files.length <= DECK_LIMITS.decks && files.every(isDeck) ? Object.freeze(files) : undefined;
}

function algorithmFiles(text: string): readonly string[] | undefined {
  const files = [...new Set(text.split(',').map((name) => name.trim()).filter((name) => name !== '').map((name) => path.resolve(name)))];
  const isModule = (file: string): boolean => /\.(py|m?ts|m?js)$/.test(file) && statSync(file, { throwIfNoEntry: false })?.isFile() === true;
  return files.length <= MAX_ALGORITHM_FILES && files.every(isModule) ? Object.freeze(files) : undefined;
}

/** A version of the ClearML API that this server can be taken for. */
function clearmlVersion(text: string): string | undefined {
  const minor = /^2\.(\d{1,2})$/.exec(text)?.[1];
  return minor !== undefined && Number(minor) >= 9 && Number(minor) <= 31 ? text : undefined;
}

function readableFile(text: string): string | undefined {
  const file = path.resolve(text);
  return statSync(file, { throwIfNoEntry: false })?.isFile() === true ? file : undefined;
}

