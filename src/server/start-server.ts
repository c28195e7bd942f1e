// The composition root: everything a serving process is made of, opened in order and closed in the reverse one.
import { mkdirSync } from 'node:fs';
import type { Server } from 'node:http';
import path from 'node:path';
import type { Logger } from 'pino';
import { BLOBS_PREFIX } from '../api/graphql/file/blobs-prefix.ts';
import { DISPATCH_PREFIX, dispatchRoom } from '../api/dispatch/dispatch-room.ts';
import { KeyPlaces } from '../api/graphql/live/key-places.ts';
import { MAX_UPLOADING, openSpool } from '../api/graphql/upload/spool.ts';
import { requestCredentials } from '../auth/request-credentials.ts';
import type { Config } from '../config.ts';
import type { Actor } from '../domain/access.ts';
import { type Clock, type OnPoint, systemClock } from '../domain/ports.ts';
import type { Traced } from '../domain/traced.ts';
import { type NewId, uuidv7 } from '../domain/uuid.ts';
import type { Engine } from '../engine/engine.ts';
import type { FileKeeping } from '../engine/file/file-keeping.ts';
import { startMaintenance } from '../engine/maintenance.ts';
import { makeRoom } from '../engine/retention/make-room.ts';
import { seedDeployment } from '../engine/deployment/seed-deployment.ts';
import { seedRows } from '../engine/seed.ts';
import { type EventRoom, openEventRoom } from '../events/event-room.ts';
import { scavengeAlone } from '../runner/process/scavenge-alone.ts';
import type { Database } from '../store/database.ts';
import { blobRoom } from './blob-room/blob-room.ts';
import { CLEARML_FILES } from './clearml-files-room/clearml-files-room.ts';
import { openClearml, openClearmlFiles } from './clearml-rooms.ts';
import { isDatabaseLoss } from './database-loss.ts';
import { type EmbeddedRunners, startEmbeddedRunners } from './embedded-runners.ts';
import { figuresOf } from './figures.ts';
import { openIkomia } from './ikomia/ikomia-rooms.ts';
import { bootstrapKeys, type BootKeys } from './boot-keys.ts';
import { type GraphqlRooms, openGraphql } from './graphql-rooms.ts';
import { closeFrontDoor, openFrontDoor } from './http/front-door.ts';
import { landing } from './http/landing.ts';
import { metrics } from './http/metrics.ts';
import { health, readiness } from './http/probe.ts';
import { keyRequired } from './http/key-required.ts';
import { requestFigures, type RequestFigures } from './http/request-figures.ts';
import { logOperation, logRequest } from './http/request-log.ts';
import { listen, probeAddress, urlOf } from './listen-address.ts';
import { openFiles } from './opened-files.ts';
import { openWebhooks } from './opened-webhooks.ts';
import { findPostgres, openDatabase, type PostgresServer } from './opened-database.ts';
import { VERSION } from './program.ts';
import { type Callers, openCallers } from './session/open-callers.ts';
import { writeRunningFile } from './running-file.ts';
import { openTracing } from './trace/tracing.ts';

/** What tests may bring themselves. */
export interface ServerOverrides {
  readonly clock?: Clock;
  readonly newId?: NewId;
  readonly onPoint?: OnPoint;
}

/** Where the server tells what it does, and what tests replace. */
export interface ServerOptions {
  readonly log: Logger;
  readonly overrides?: ServerOverrides;
}

/** A server that answers. */
export interface RunningServer {
  /** Address for this machine, with the real port. */
  readonly url: string;
  readonly port: number;
  /** Password included: never log it. */
  readonly databaseUrl: string;
  readonly embeddedDatabase: boolean;
  readonly database: Database;
  readonly engine: Engine;
  readonly events: EventRoom;
  /** The user `local`, who everybody is in open mode. */
  readonly localActor: Actor;
  /** The configured admin key, or the one made at this start; null when older ones are all there is. */
  readonly adminKey: string | null;
  /** Whether `adminKey` was made at this start and has to be shown. */
  readonly adminKeyIsNew: boolean;
  /** Key of the embedded runners or the configured one; null when there is neither. */
  readonly runnerKey: string | null;
  runnerPids(): number[];
  /** Drains and closes everything; repeated calls share one outcome. */
  close(): Promise<void>;
}

const MIB = 1_048_576;

/** Starts a server; whatever was opened is closed again when a later step fails. */
export async function startServer(config: Config, options: ServerOptions): Promise<RunningServer> {
  scavengeAlone();
  await probeAddress(config);
  await using opened = new AsyncDisposableStack();
  const base = await openBase(config, options, opened);
  const faces = await openFaces(config, { ...base, log: options.log }, opened);
  options.log.info({ url: faces.url, auth: config.auth }, 'the server is up');
  return describe(base, faces, opened.move());
}

interface Base {
  readonly postgres: PostgresServer;
  readonly database: Database;
  readonly events: EventRoom;
  readonly engine: Engine;
  readonly localActor: Actor;
  readonly keys: BootKeys;
  readonly traced: Traced | undefined;
}

interface Faces {
  readonly url: string;
  readonly port: number;
  readonly runners: EmbeddedRunners;
}

/** Everything below the transports: database, event log, engine, keys. */
async function openBase(config: Config, { log, overrides = {} }: ServerOptions, opened: AsyncDisposableStack): Promise<Base> {
  mkdirSync(config.dataDir, { recursive: true });
  const files = await openFiles(config, log);
  const tracing = await openTracing(config, VERSION);
  opened.defer(() => tracing?.close());
  const postgres = await findPostgres(config, log);
  opened.defer(() => postgres.stop());
  const database = await openDatabase(postgres.url, config, log);
  opened.defer(() => database.close());
  const events = await openEventRoom({ url: postgres.url, db: database, log });
  opened.defer(() => events.close());
  const engine = assemble(config, { database, events, files, overrides, traced: tracing?.traced });
  // Before anything is written: after a long pause the partitions of today may not be there.
  await makeRoom(engine);
  const localActor = await seedRows(engine);
  await seedDeployment(engine);
  const keys = await bootstrapKeys(database, config);
  const maintenance = startMaintenance(engine, { log: (message, error) => log.error({ error }, message) });
  opened.defer(() => maintenance.stop());
  return { postgres, database, events, engine, localActor, keys, traced: tracing?.traced };
}

function assemble(config: Config, parts: { database: Database; events: EventRoom; files: FileKeeping; overrides: ServerOverrides; traced: Traced | undefined }): Engine {
  const { leaseSeconds, beatSeconds, requestRetentionHours, eventRetentionDays, logRetentionDays, handoutTtlSeconds, externalTimeoutSeconds, auditRetentionDays, lockEmergencyKey, clearmlWorkerSeconds, resultSeconds, graphSeconds, graphMemoryMib, webhookPrivate } = config;
  const { clock = systemClock, newId = () => uuidv7(), onPoint } = parts.overrides;
  const settings = { leaseSeconds, beatSeconds, requestRetentionHours, eventRetentionDays, logRetentionDays, handoutTtlSeconds, externalTimeoutSeconds, auditRetentionDays, lockEmergencyKey, workerSilenceSeconds: clearmlWorkerSeconds, graphs: { resultTtlSeconds: resultSeconds, timeoutSeconds: graphSeconds, memoryMib: graphMemoryMib }, webhookPrivate: webhookPrivate === 'on' };
  return { db: parts.database, clock, newId, onCommitted: parts.events.offer, onLogged: parts.events.logged, files: parts.files, settings, ...(onPoint ? { onPoint } : {}), ...(parts.traced ? { traced: parts.traced } : {}) };
}

/** The transports and the runners that call them. Draining comes first when all is closed, so that runners can still report. */
async function openFaces(config: Config, base: Base & { log: Logger }, opened: AsyncDisposableStack): Promise<Faces> {
  const { log, keys } = base;
  const draining = new AbortController();
  let url = '';
  const callers = openCallers(config, { ...base, ownUrl: () => url });
  const { maxSockets, maxSocketsPerKey, maxSubscriptionsPerKey } = config;
  const told = requestFigures();
  const graphql = await openGraphql({
    ...base, authenticator: callers.authenticator, status: config.httpStatus,
    limits: { maxSockets, maxSocketsPerKey, maxSubscriptionsPerKey },
    operations: config, executor: config.executor,
    uploads: { folder: openSpool(path.join(config.dataDir, 'spool')), maxFileBytes: config.maxFileMib * MIB, places: new KeyPlaces(MAX_UPLOADING), log },
    onStranger: () => told.onStranger(),
    onOperation: (report) => {
      told.onOperation(report);
      logOperation(log, report);
    },
  });
  opened.defer(() => graphql.stop());
  const server = openDoor(config, { ...base, callers, graphql, told, draining: draining.signal });
  const port = await listen(server, config);
  opened.defer(() => closeFrontDoor(server));
  url = urlOf(config.host, port);
  const webhooks = openWebhooks(config, { ...base, url });
  opened.defer(() => webhooks.stop());
  opened.defer(writeRunningFile(config.dataDir, { url, databaseUrl: base.postgres.besideUrl }));
  const runners = keys.runner === null ? { pids: () => [], stop: () => Promise.resolve() } : await startEmbeddedRunners(config, { url, key: keys.runner, log });
  opened.defer(() => runners.stop());
  opened.defer(async () => {
    draining.abort();
    await graphql.drain();
  });
  return { url, port, runners };
}

function openDoor(config: Config, base: Base & { log: Logger; callers: Callers; graphql: GraphqlRooms; told: RequestFigures; draining: AbortSignal }): Server {
  const { database, engine, events, callers, graphql, told, draining, log, traced } = base;
  const { authenticator } = callers;
  const dispatch = dispatchRoom({ engine, hub: events.hub, authenticator, isUnavailable: isDatabaseLoss, draining, log });
  const figures = figuresOf({ database, events: () => events.health(), dispatch: () => dispatch.stats(), live: () => graphql.stats() });
  const ready = readiness({
    serving: () => (draining.aborted ? 'the server is shutting down' : null),
    database: () => databaseAnswers(database, log),
    events: () => (events.health().listening && events.health().tailing ? null : 'the event log is not followed'),
  });
  const clearmlFiles = openClearmlFiles(config, { engine, callers });
  return openFrontDoor({
    rooms: { '/': landing, '/graphql': graphql.handle, '/events': graphql.handleStream, '/healthz': health, '/readyz': ready, '/metrics': keyRequired(authenticator, metrics(figures, told.series)), [CLEARML_FILES]: clearmlFiles, ...callers.rooms },
    prefixes: { [DISPATCH_PREFIX]: dispatch.handle, [BLOBS_PREFIX]: blobRoom({ engine, identify: (req) => authenticator.identify(requestCredentials(req)) }), [`${CLEARML_FILES}/`]: clearmlFiles },
    forms: [...openIkomia(config, { engine, hub: events.hub, callers, draining, log }), openClearml(config, { engine, callers, uid: events.logId, log })],
    upgrades: { '/graphql': graphql.handleUpgrade },
    guarded: config.auth === 'open',
    judge: callers.judge,
    servedWhileDraining: ['/healthz', '/readyz', '/metrics', DISPATCH_PREFIX],
    isDraining: () => draining.aborted,
    maxLive: config.maxSockets,
    origins: config.origins,
    onRequest: (report) => {
      told.onRequest(report);
      logRequest(log, report);
    },
    traced,
    log,
  });
}

// Anybody may ask whether the server is ready, as often as he likes: where its database is is not for him, and the log hears of a loss from the event room.
async function databaseAnswers(database: Database, log: Logger): Promise<string | null> {
  try {
    await database.query({ name: 'ready', text: 'SELECT 1' }, []);
    return null;
  } catch (error) {
    log.debug({ error }, 'the database does not answer');
    return 'the database does not answer';
  }
}

function describe(base: Base, faces: Faces, opened: AsyncDisposableStack): RunningServer {
  const { postgres, database, engine, events, localActor, keys } = base;
  let closing: Promise<void> | undefined;
  return {
    url: faces.url, port: faces.port, databaseUrl: postgres.url, embeddedDatabase: postgres.embedded, database, engine, events, localActor,
    adminKey: keys.admin, adminKeyIsNew: keys.adminIsNew, runnerKey: keys.runner?.text ?? null,
    runnerPids: () => faces.runners.pids(),
    close: () => (closing ??= opened.disposeAsync()),
  };
}
