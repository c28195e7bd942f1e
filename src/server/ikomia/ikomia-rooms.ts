// Deployments as programs call them over HTTP, composed from the settings: their calls, and the storage beside them.
import type { IncomingMessage } from 'node:http';
import type { Logger } from 'pino';
import { deploymentCredentials } from '../../api/rest/ikomia/account/who-calls.ts';
import type { IkomiaContext } from '../../api/rest/ikomia/ikomia-context.ts';
import { ikomiaRoom } from '../../api/rest/ikomia/ikomia-room.ts';
import { IKOMIA_ROUTES, isOfRoute, STORAGE_ROUTES } from '../../api/rest/ikomia/ikomia-path.ts';
import { RecentRuns } from '../../api/rest/ikomia/run/recent-runs.ts';
import { RunWakes } from '../../api/rest/ikomia/run/run-wakes.ts';
import { BodyBudget, MAX_LARGEST_BODIES } from '../../api/rest/ikomia/transport/body-budget.ts';
import { LargeTurns } from '../../api/rest/ikomia/transport/large-turns.ts';
import { signIkomiaToken } from '../../auth/token/ikomia-token.ts';
import type { OwnTokens } from '../../auth/token/own-tokens.ts';
import type { Config } from '../../config.ts';
import type { Engine } from '../../engine/engine.ts';
import { toldResults } from '../../engine/read/told-results.ts';
import type { Hub } from '../../events/hub.ts';
import { servedById } from '../../store/read/deployment/served-deployment.store.ts';
import { isDatabaseLoss } from '../database-loss.ts';
import { answerCrossOrigin } from '../http/cross-origin.ts';
import type { FormRoom } from '../http/form-room.ts';
import type { Room } from '../http/front-door.ts';
import type { StorageCaller } from '../ikomia-storage/storage-call.ts';
import { storageRoom } from '../ikomia-storage/storage-room.ts';
import type { Callers } from '../session/open-callers.ts';

const MIB = 1_048_576;

/** What the dialect stands on. */
export interface IkomiaBase {
  readonly engine: Engine;
  readonly hub: Hub;
  readonly callers: Pick<Callers, 'authenticator' | 'own'>;
  readonly draining: AbortSignal;
  readonly log: Logger;
}

/** The settings of it all. */
export type IkomiaConfig = Pick<Config, 'ikomiaBodyMib' | 'ikomiaTokenSeconds' | 'ikomiaStorageSeconds' | 'publicUrl' | 'origins' | 'auth'>;

/** Opens its rooms, one for each group of paths. They judge callers themselves: by keys and tokens in the header alone, never by cookies. */
export function openIkomia(config: IkomiaConfig, base: IkomiaBase): readonly FormRoom[] {
  const calls = ikomiaRoom(ikomiaContext(config, base));
  const storage = openStorage(config, base);
  const allowed = new Set(config.auth === 'open' ? [] : config.origins);
  return IKOMIA_ROUTES.map((name) => {
    const room = STORAGE_ROUTES.includes(name) ? storage : calls;
    return {
      name,
      fits: (path) => isOfRoute(name, path),
      room: (req, res, notes) => (answerCrossOrigin({ req, res }, allowed) ? undefined : room(req, res, notes)),
      refusal: (_path, { body }) => ({ detail: body.message }),
    };
  });
}

/** What its calls stand on. */
export function ikomiaContext(config: IkomiaConfig, { engine, hub, callers, draining, log }: IkomiaBase): IkomiaContext {
  const settings = { maxBodyBytes: config.ikomiaBodyMib * MIB, tokenSeconds: config.ikomiaTokenSeconds, publicUrl: config.publicUrl };
  const bodies = new BodyBudget(MAX_LARGEST_BODIES * settings.maxBodyBytes);
  return { engine, authenticator: callers.authenticator, tokens: ikomiaTokens(callers.own), settings, wakes: new RunWakes(hub, toldResults(engine.db)), recent: new RecentRuns(hub), bodies, turns: new LargeTurns(), draining, isUnavailable: isDatabaseLoss, log };
}

function openStorage({ publicUrl, ikomiaStorageSeconds }: IkomiaConfig, { engine, callers: { authenticator, own } }: IkomiaBase): Room {
  return storageRoom({ engine, own, publicUrl, temporarySeconds: ikomiaStorageSeconds, identify: (req) => storageCaller({ engine, authenticator }, req) });
}

/** Who calls the storage, and of which project: that of the deployment that the token is for, the root one by a key. Null also for tokens without a right to it. */
async function storageCaller({ engine, authenticator }: Pick<IkomiaContext, 'engine' | 'authenticator'>, req: IncomingMessage): Promise<StorageCaller | null> {
  const caller = await authenticator.identify(deploymentCredentials(req));
  const { scope = null } = caller ?? {};
  if (caller === null || scope === null) return caller === null ? null : { caller, projectId: null };
  const served = scope.storage ? await servedById(engine.db, scope.deploymentId) : undefined;
  return served === undefined ? null : { caller, projectId: served.projectId };
}

function ikomiaTokens({ sessions }: OwnTokens): IkomiaContext['tokens'] {
  return { issue: ({ keyId, actor }, { scope, seconds }) => signIkomiaToken(sessions, { keyId, userId: actor.userId, scope, seconds, now: new Date() }) };
}
