// The container files agree with the code: settings that exist, files that exist, the services an operator was promised.
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { parse } from 'yaml';
import { readConfig } from '../../src/config.ts';
import { ROOT } from './tree.ts';

interface Service {
  readonly image?: string;
  readonly build?: string;
  readonly command?: readonly string[];
  readonly environment?: Readonly<Record<string, string>>;
  readonly ports?: readonly string[];
  readonly volumes?: readonly string[];
  readonly healthcheck?: { readonly test?: readonly string[]; readonly disable?: boolean };
  readonly depends_on?: Readonly<Record<string, { readonly condition: string }>>;
  readonly stop_grace_period?: string;
  readonly deploy?: { readonly replicas?: number };
}

const read = (name: string): string => readFileSync(path.join(ROOT, name), 'utf8');
const compose = parse(read('docker-compose.yml')) as { services: { postgres: Service; server: Service; runner: Service }; volumes: Record<string, unknown> };
const { postgres, server, runner } = compose.services;

/** Secrets of the form the compose file's first lines tell an operator to make. */
const SECRETS: Readonly<Record<string, string>> = {
  POSTGRES_PASSWORD: 'ab'.repeat(24),
  SWITCHYARD_ADMIN_KEY: `admin.${'ab'.repeat(24)}`,
  SWITCHYARD_RUNNER_KEY: `runner.${'cd'.repeat(24)}`,
};

/** An instruction of the Dockerfile with its continuation lines joined. */
interface Instruction {
  readonly name: string;
  readonly rest: string;
}

const INSTRUCTIONS = ['FROM', 'WORKDIR', 'COPY', 'RUN', 'ENV', 'VOLUME', 'USER', 'EXPOSE', 'HEALTHCHECK', 'ENTRYPOINT', 'CMD'];
const instructions: Instruction[] = read('Dockerfile')
  .replaceAll(/^\s*#.*\n/gm, '')
  .replaceAll(/\\\n\s*/g, '')
  .split('\n')
  .filter((line) => line.trim() !== '')
  .map((line) => ({ name: line.split(' ')[0] ?? '', rest: line.slice(line.indexOf(' ') + 1) }));
const named = (name: string): string[] => instructions.filter((each) => each.name === name).map(({ rest }) => rest);

test('there are PostgreSQL, a server and two runners', () => {
  expect(Object.keys(compose.services).toSorted()).toEqual(['postgres', 'runner', 'server']);
  expect(postgres.image).toBe('postgres:18');
  expect(runner.deploy?.replicas).toBe(2);
  expect(server.command).toEqual(['serve']);
});

test('the server listens beyond loopback only with keys, and starts no runner of its own', () => {
  expect(server.environment).toMatchObject({ HOST: '0.0.0.0', AUTH: 'keys', SWITCHYARD_RUNNERS: '0' });
});

test('the runners ask the server at the port it listens on, and are given neither the database nor the administrator key', () => {
  expect(runner.command).toEqual(['runner', '--server', `http://server:${server.environment?.['PORT']}`]);
  expect(Object.keys(runner.environment ?? {})).toEqual(['SWITCHYARD_RUNNER_KEY']);
  expect(server.ports).toEqual([`127.0.0.1:4000:${server.environment?.['PORT']}`]);
});

test('every secret comes from outside and is refused with advice when it is missing', () => {
  const secrets = [postgres.environment?.['POSTGRES_PASSWORD'], server.environment?.['DATABASE_URL'], ...[server, runner].flatMap(({ environment }) => Object.entries(environment ?? {}).filter(([name]) => name.endsWith('_KEY')).map(([, value]) => value))];
  expect(secrets).toHaveLength(5);
  for (const value of secrets) expect(value).toMatch(/\$\{[A-Z_]+:\?set [A-Z_]+ to .+\}/);
});

test('every setting that the compose file and the image give is one that config.ts knows', () => {
  const config = read('src/config.ts');
  const given = [...Object.keys(server.environment ?? {}), ...Object.keys(runner.environment ?? {}), ...named('ENV').flatMap((rest) => [...rest.matchAll(/(\w+)=/g)].map((match) => match[1] ?? ''))];
  expect(given.length).toBeGreaterThan(0);
  expect(given.filter((name) => name !== 'NODE_ENV' && !config.includes(`'${name}'`))).toEqual([]);
});

test('the settings of server and runner are accepted once the secrets are filled in', () => {
  const filled = ({ environment }: Service) => Object.fromEntries(Object.entries(environment ?? {}).map(([name, value]) => [name, value.replace(/\$\{([A-Z_]+):\?[^}]*\}/, (_, secret: string) => SECRETS[secret] ?? '')]));
  expect(readConfig(filled(server))).toMatchObject({ host: '0.0.0.0', port: 4000, auth: 'keys', runners: 0, databaseUrl: `postgres://switchyard:${SECRETS['POSTGRES_PASSWORD']}@postgres:5432/switchyard` });
  expect(readConfig(filled(runner))).toMatchObject({ runnerKey: SECRETS['SWITCHYARD_RUNNER_KEY'], adminKey: null, databaseUrl: null });
});

test('a container is given more time to stop than an orderly shutdown takes', () => {
  for (const service of [server, runner]) expect(Number.parseInt(service.stop_grace_period ?? '0', 10)).toBeGreaterThan(readConfig({}).drainSeconds);
});

test('each service waits until what it needs is healthy', () => {
  expect(server.depends_on).toEqual({ postgres: { condition: 'service_healthy' } });
  expect(runner.depends_on).toEqual({ server: { condition: 'service_healthy' } });
  expect(postgres.healthcheck?.test?.join(' ')).toContain('pg_isready');
  expect(named('HEALTHCHECK').join()).toContain('/healthz');
});

test('every volume that a service mounts is declared, and the data of PostgreSQL 18 is on one', () => {
  const mounted = [postgres, server, runner].flatMap(({ volumes }) => volumes ?? []);
  expect(mounted.map((each) => each.split(':')[0]).toSorted()).toEqual(Object.keys(compose.volumes).toSorted());
  expect(postgres.volumes).toEqual(['postgres:/var/lib/postgresql']);
});

test('the Dockerfile uses known instructions, begins with a base and ends as a user without rights', () => {
  expect(instructions.map(({ name }) => name).filter((name) => !INSTRUCTIONS.includes(name))).toEqual([]);
  expect(instructions[0]?.name).toBe('FROM');
  expect(named('USER')).toEqual(['node']);
  for (const name of ['ENTRYPOINT', 'CMD']) expect(JSON.parse(named(name).join())).toBeInstanceOf(Array);
  expect(() => JSON.parse(named('HEALTHCHECK').join().replace(/^.*?CMD /, ''))).not.toThrow();
});

test('every file the Dockerfile copies exists and is let through by .dockerignore', () => {
  const sources = named('COPY').filter((rest) => !rest.startsWith('--from=')).flatMap((rest) => rest.split(' ').slice(0, -1));
  const allowed = read('.dockerignore').split('\n').filter((line) => line.startsWith('!')).map((line) => line.slice(1));
  expect(sources.filter((source) => !existsSync(path.join(ROOT, source)))).toEqual([]);
  expect(sources.filter((source) => !allowed.includes(source))).toEqual([]);
});

test('every stage that is copied from is built before', () => {
  const stages = named('FROM').flatMap((rest) => / AS (\w+)$/.exec(rest)?.[1] ?? []);
  const used = named('COPY').flatMap((rest) => /^--from=(\w+)/.exec(rest)?.[1] ?? []);
  expect(used.length).toBeGreaterThan(0);
  expect(used.filter((stage) => !stages.includes(stage))).toEqual([]);
});
