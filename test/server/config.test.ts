// The table of settings.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect, test } from 'vitest';
import { ConfigError, configTable, environmentForChildren, readConfig, readRunnerConfig } from '../../src/config.ts';

const KEY = 'ABCDEFGHIJ0123456789.abcdefghijklmnopqrstuvwxyz0';

function faultOf(environment: Record<string, string>): string {
  try {
    readConfig(environment);
  } catch (error) {
    if (error instanceof ConfigError) return error.message;
    throw error;
  }
  throw new Error('the settings were accepted');
}

test('an empty environment gives the defaults the documents promise, frozen', () => {
  const config = readConfig({});
  expect(config).toMatchObject({ port: 4000, host: '127.0.0.1', databaseUrl: null, auth: 'open', adminKey: null, runnerKey: null, runners: 1, runnerSlots: 2, runnerQueues: ['default', 'lab', 'graph'], decks: [] });
  expect(config).toMatchObject({ leaseSeconds: 20, beatSeconds: 5, graceSeconds: 10, eventRetentionDays: 30, requestRetentionHours: 24, handoutTtlSeconds: 600, externalTimeoutSeconds: 7_200, dataDir: path.resolve('data') });
  expect(Object.isFrozen(config)).toBe(true);
  expect(Object.isFrozen(config.runnerQueues)).toBe(true);
  expect(Object.isFrozen(config.decks)).toBe(true);
});

test('an empty or blank text counts as not set, as compose files write it', () => {
  expect(readConfig({ PORT: '', DATABASE_URL: '  ', SWITCHYARD_ADMIN_KEY: '' })).toEqual(readConfig({}));
});

test('every setting can be set', () => {
  const config = readConfig({
    PORT: '0', HOST: '::1', DATABASE_URL: 'postgres://u:p@db/x', DATA_DIR: '/srv/x', AUTH: 'keys', SWITCHYARD_ADMIN_KEY: KEY, SWITCHYARD_RUNNER_KEY: `R${KEY}`, SWITCHYARD_RUNNERS: '3',
    SWITCHYARD_RUNNER_SLOTS: '4', SWITCHYARD_RUNNER_QUEUES: ' a, b ,a', SWITCHYARD_LOG_LEVEL: 'warn', SWITCHYARD_LEASE_SECONDS: '40', SWITCHYARD_BEAT_SECONDS: '7',
  });
  expect(config).toMatchObject({ port: 0, host: '::1', databaseUrl: 'postgres://u:p@db/x', dataDir: '/srv/x', auth: 'keys', adminKey: KEY, runnerKey: `R${KEY}`, runners: 3, runnerSlots: 4 });
  expect(config).toMatchObject({ runnerQueues: ['a', 'b'], logLevel: 'warn', leaseSeconds: 40, beatSeconds: 7 });
});

test('deployments have limits unless they are set, model servers are named pairs, and files of algorithms must be there', () => {
  expect(readConfig({})).toMatchObject({
    ikomiaBodyMib: 100, ikomiaTokenSeconds: 36_000, ikomiaStorageSeconds: 3_600, resultSeconds: 3_600, graphSeconds: 300, graphMemoryMib: 1_024, graphPixels: 100_000_000, graphParallel: 2,
    algorithms: [], modelServers: new Map(), webhookPrivate: 'off',
  });
  expect(readConfig({ SWITCHYARD_MODEL_SERVERS: 'a=http://one:8000/, b_2=https://two' }).modelServers).toEqual(new Map([['a', 'http://one:8000'], ['b_2', 'https://two']]));
  expect(readConfig({ SWITCHYARD_ALGORITHMS: `${import.meta.filename},${import.meta.filename}` }).algorithms).toEqual([import.meta.filename]);
  const fault = faultOf({
    SWITCHYARD_MODEL_SERVERS: 'a=http://one,a=http://two', SWITCHYARD_ALGORITHMS: '/nowhere/at-all.py', SWITCHYARD_GRAPH_PIXELS: '1', SWITCHYARD_GRAPH_MEMORY_MIB: '1', SWITCHYARD_IKOMIA_TOKEN_SECONDS: '60',
    SWITCHYARD_RESULT_SECONDS: '0', SWITCHYARD_WEBHOOK_PRIVATE: 'maybe',
  });
  expect(fault).toContain('7 settings are wrong');
});

test('one error lists every bad setting with what is accepted, and repeats no secret', () => {
  const fault = faultOf({ PORT: '70000', HOST: 'a b', AUTH: 'none', DATABASE_URL: 'mysql://root:hunter2@x/y', SWITCHYARD_ADMIN_KEY: 'hunter2', SWITCHYARD_RUNNERS: '-1', SWITCHYARD_LOG_LEVEL: 'loud' });
  expect(fault).toContain('7 settings are wrong');
  for (const name of ['PORT=70000', 'a whole number from 0 to 65535', 'HOST=a b', 'AUTH=none', 'DATABASE_URL', 'SWITCHYARD_ADMIN_KEY', 'SWITCHYARD_RUNNERS=-1', 'SWITCHYARD_LOG_LEVEL=loud']) expect(fault).toContain(name);
  expect(fault).not.toContain('hunter2');
});

test.each(['1.5', '1e3', '0x10', ' ', '99999999999', 'NaN'].filter((text) => text.trim() !== ''))('PORT=%s is no whole number', (text) => {
  expect(faultOf({ PORT: text })).toContain(`PORT=${text}`);
});

test('AUTH=oidc without a provider or without roles for its users is refused with what to set', () => {
  expect(faultOf({ AUTH: 'oidc' })).toMatch(/SWITCHYARD_OIDC_ISSUER[^]*SWITCHYARD_OIDC_ROLES/);
});

test.each([
  ['a beat of half the lease or more', { SWITCHYARD_BEAT_SECONDS: '10', SWITCHYARD_LEASE_SECONDS: '20' }, 'less than half'],
  ['a grace as long as the lease', { SWITCHYARD_GRACE_SECONDS: '20', SWITCHYARD_DRAIN_SECONDS: '60' }, 'SWITCHYARD_LEASE_SECONDS=20'],
  ['a shutdown shorter than that of the runners', { SWITCHYARD_DRAIN_SECONDS: '15' }, 'SWITCHYARD_RUNNER_DRAIN_SECONDS=5'],
  ['one key id for two keys', { SWITCHYARD_ADMIN_KEY: KEY, SWITCHYARD_RUNNER_KEY: `${KEY}x` }, 'same key id'],
])('settings that contradict each other are refused: %s', (_what, environment, part) => {
  expect(faultOf(environment)).toContain(part);
});

test('a lone runner is not judged by what only a server minds, and its command line wins', () => {
  const config = readRunnerConfig({ SWITCHYARD_GRACE_SECONDS: '300' }, { SWITCHYARD_GRACE_SECONDS: '5', SWITCHYARD_RUNNER_SLOTS: '6' });
  expect(config).toMatchObject({ graceSeconds: 300, runnerSlots: 6 });
  expect(() => readRunnerConfig({ SWITCHYARD_RUNNER_SLOTS: '0' }, {})).toThrow(/from 1 to 64/);
});

test('a secret may stand in a file; an empty, absent or doubly given one is an error, never "not set"', () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'switchyard-config-'));
  try {
    const file = path.join(folder, 'key');
    writeFileSync(file, `${KEY}\n`);
    expect(readConfig({ SWITCHYARD_ADMIN_KEY_FILE: file }).adminKey).toBe(KEY);
    expect(faultOf({ SWITCHYARD_ADMIN_KEY_FILE: file, SWITCHYARD_ADMIN_KEY: KEY })).toContain('both set');
    writeFileSync(file, '\n');
    expect(faultOf({ SWITCHYARD_ADMIN_KEY_FILE: file })).toContain('is empty');
    expect(faultOf({ SWITCHYARD_ADMIN_KEY_FILE: path.join(folder, 'absent') })).toContain('cannot be read');
  } finally {
    rmSync(folder, { recursive: true });
  }
});

test('deck files are named by their whole paths, once each; one that is no module or not there is refused', () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'switchyard-config-'));
  try {
    const [deck, text] = ['deck.ts', 'deck.txt'].map((name) => path.join(folder, name));
    for (const file of [deck!, text!]) writeFileSync(file, '');
    const relative = path.relative(process.cwd(), deck!);
    expect(readConfig({ SWITCHYARD_DECKS: ` ${relative}, ${deck}` }).decks).toEqual([deck]);
    for (const bad of [text!, folder, path.join(folder, 'absent.ts')]) expect(faultOf({ SWITCHYARD_DECKS: bad })).toContain(`SWITCHYARD_DECKS=${bad} is not accepted; accepted: up to 16 deck files`);
  } finally {
    rmSync(folder, { recursive: true });
  }
});

test('the processes we start get none of our settings, and everything else', () => {
  expect(environmentForChildren({ PATH: '/bin', DATABASE_URL: 'x', SWITCHYARD_ADMIN_KEY: 'x', SWITCHYARD_ADMIN_KEY_FILE: 'x', SWITCHYARD_RUNNER_KEY: 'x', NOTHING: undefined })).toEqual({ PATH: '/bin' });
});

test('the table for the README has a row for every setting with its default', () => {
  const rows = configTable().trim().split('\n').slice(2);
  expect(rows).toHaveLength(Object.keys(readConfig({})).length);
  expect(rows[0]).toBe('| `PORT` | `4000` | Port of everything the server offers; 0 takes a free one. |');
  expect(configTable()).toContain('| `SWITCHYARD_ADMIN_KEY` or `SWITCHYARD_ADMIN_KEY_FILE` | none |');
});
