// The one table of settings: every environment variable that means something here, parsed once and frozen.
import { readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import { DECK_LIMITS } from './domain/deck/deck.ts';

/** `open`: everybody on this machine is the admin `local`. `keys`: every caller presents an access key. */
export type AuthMode = 'open' | 'keys';
/** Least detailed level that is still written. */
export type LogLevel = (typeof LOG_LEVELS)[number];

/** Every setting of a process; frozen, passed down as an argument. The table below says what each means. */
export interface Config {
  readonly port: number;
  readonly host: string;
  readonly databaseUrl: string | null;
  readonly dataDir: string;
  readonly auth: AuthMode;
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
  readonly drainSeconds: number;
  readonly eventRetentionDays: number;
  readonly logRetentionDays: number;
  readonly requestRetentionHours: number;
  readonly handoutTtlSeconds: number;
  readonly externalTimeoutSeconds: number;
  readonly maxSockets: number;
  readonly maxSocketsPerKey: number;
  readonly maxSubscriptionsPerKey: number;
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
const QUEUE_FORM = /^[^\s,]{1,128}$/;
/** Seconds a runner may take to end beyond its drain and its grace: the last report, and the reaping of its processes. */
export const RUNNER_END_SECONDS = 5;
/** Most queues one runner takes work from. */
const MAX_RUNNER_QUEUES = 32;

const SETTINGS: { readonly [K in keyof Config]: Setting<Config[K]> } = {
  port: whole('PORT', { from: 0, to: 65_535, default: 4_000, doc: 'Port of everything the server offers; 0 takes a free one.' }),
  host: { name: 'HOST', accepts: 'a host name or an IP address', parse: matching(HOST_FORM), default: '127.0.0.1', doc: 'Address to listen on; any but a loopback address needs `AUTH=keys`.' },
  databaseUrl: { name: 'DATABASE_URL', accepts: 'a URL like postgres://user:password@host:5432/name', parse: postgresUrl, default: null, shown: 'embedded PostgreSQL', secret: true, doc: 'PostgreSQL 17 or newer to use instead of the embedded one.' },
  dataDir: { name: 'DATA_DIR', accepts: 'a directory', parse: (text) => path.resolve(text), default: path.resolve('data'), shown: '`./data`', doc: 'Home of the embedded database, the embedded runners and their key.' },
  auth: { name: 'AUTH', accepts: 'open or keys; oidc is not in this version, which has access keys only: set AUTH=keys', parse: choice(['open', 'keys']), default: 'open', doc: 'Who may call: `open` = everybody on this machine, `keys` = holders of access keys.' },
  adminKey: accessKey('SWITCHYARD_ADMIN_KEY', 'Access key with the role admin. Without it one is made, and printed once, when `AUTH=keys` and there is no admin key yet.'),
  runnerKey: accessKey('SWITCHYARD_RUNNER_KEY', 'Access key with the role runner, for runners and for the server they call. Without it the embedded runners get one of their own in `DATA_DIR/runner.key`.'),
  runners: whole('SWITCHYARD_RUNNERS', { from: 0, to: 64, default: 1, doc: 'Runner processes that the server starts and supervises.' }),
  runnerSlots: whole('SWITCHYARD_RUNNER_SLOTS', { from: 1, to: 64, default: 2, doc: 'Tasks that one runner runs at the same time.' }),
  runnerQueues: { name: 'SWITCHYARD_RUNNER_QUEUES', accepts: `1 to ${MAX_RUNNER_QUEUES} queue names separated by commas`, parse: queueNames, default: Object.freeze(['default', 'lab']), shown: '`default,lab`', doc: 'Queues a runner takes work from, in order of preference.' },
  decks: { name: 'SWITCHYARD_DECKS', accepts: `up to ${DECK_LIMITS.decks} deck files separated by commas, each one that is there and ends in .ts, .mts, .js or .mjs`, parse: deckFiles, default: Object.freeze([]), shown: 'none', doc: 'Files of decks (instruments for `steps` tasks) that the first embedded runner offers.' },
  logLevel: { name: 'SWITCHYARD_LOG_LEVEL', accepts: LOG_LEVELS.join(', '), parse: choice(LOG_LEVELS), default: 'info', doc: 'Least detailed level that is still written to the log.' },
  poolSize: whole('SWITCHYARD_POOL_SIZE', { from: 2, to: 500, default: 20, doc: 'Database connections of this process, besides two of the event log.' }),
  transactionSeconds: whole('SWITCHYARD_TRANSACTION_SECONDS', { from: 1, to: 60, default: 5, doc: 'Longest transaction; a stuck one would stall the event feed of everybody.' }),
  leaseSeconds: whole('SWITCHYARD_LEASE_SECONDS', { from: 2, to: 3_600, default: 20, doc: 'Silence of a runner, in seconds, after which its attempts are lost.' }),
  beatSeconds: whole('SWITCHYARD_BEAT_SECONDS', { from: 1, to: 1_800, default: 5, doc: 'Seconds between two heartbeats of a runner; less than half of the lease.' }),
  graceSeconds: whole('SWITCHYARD_GRACE_SECONDS', { from: 0, to: 3_600, default: 10, doc: 'Seconds between TERM and KILL for a task that names none; less than the lease.' }),
  runnerDrainSeconds: whole('SWITCHYARD_RUNNER_DRAIN_SECONDS', { from: 0, to: 3_600, default: 5, doc: 'Seconds a runner that is told to end lets its tasks finish, before it hands them back.' }),
  drainSeconds: whole('SWITCHYARD_DRAIN_SECONDS', { from: 1, to: 3_600, default: 30, doc: 'Longest orderly shutdown of the server, in seconds; more than the drain and the grace of its runners. The process then ends with what is left.' }),
  eventRetentionDays: whole('SWITCHYARD_EVENT_RETENTION_DAYS', { from: 1, to: 3_650, default: 30, doc: 'Days for which events are kept and can be resumed from.' }),
  logRetentionDays: whole('SWITCHYARD_LOG_RETENTION_DAYS', { from: 1, to: 3_650, default: 365, doc: 'Days for which output lines of tasks are kept; they go by whole partitions, so a little later.' }),
  requestRetentionHours: whole('SWITCHYARD_REQUEST_RETENTION_HOURS', { from: 1, to: 8_760, default: 24, doc: 'Hours for which a repeated `requestId` gets the first outcome.' }),
  handoutTtlSeconds: whole('SWITCHYARD_HANDOUT_TTL_SECONDS', { from: 5, to: 86_400, default: 600, doc: 'Seconds after which a task handed to an outside worker that has not started it goes back into its queue, and after which a silent one that was told to end counts as ended.' }),
  externalTimeoutSeconds: whole('SWITCHYARD_EXTERNAL_TIMEOUT_SECONDS', { from: 10, to: 2_592_000, default: 7_200, doc: 'Silence of an outside worker, in seconds, after which the task it runs is stopped as crashed.' }),
  maxSockets: whole('SWITCHYARD_MAX_SOCKETS', { from: 1, to: 100_000, default: 10_000, doc: 'Live connections (WebSockets and event streams) of this process; one more is answered 503.' }),
  maxSocketsPerKey: whole('SWITCHYARD_MAX_SOCKETS_PER_KEY', { from: 1, to: 100_000, default: 2_000, doc: 'Live connections of one access key to this process (in open mode: of everybody together); one more is closed with 4429 or answered 429.' }),
  maxSubscriptionsPerKey: whole('SWITCHYARD_MAX_SUBSCRIPTIONS_PER_KEY', { from: 1, to: 100_000, default: 5_000, doc: 'Subscriptions of one access key on this process (in open mode: of everybody together); one more ends with LIMIT_EXCEEDED.' }),
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

function postgresUrl(text: string): string | undefined {
  const url = URL.canParse(text) ? new URL(text) : null;
  return url !== null && /^postgres(ql)?:$/.test(url.protocol) && (url.hostname !== '' || url.searchParams.has('host')) ? text : undefined;
}
