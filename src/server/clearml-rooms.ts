// The ClearML dialect, composed from the settings.
import type { Logger } from 'pino';
import type { ClearmlSettings } from '../api/rest/clearml/clearml-context.ts';
import { clearmlRoom } from '../api/rest/clearml/clearml-room.ts';
import type { ClearmlTokens } from '../api/rest/clearml/account/clearml-tokens.ts';
import { ClearmlError } from '../api/rest/clearml/clearml-error.ts';
import { authenticated } from '../api/rest/clearml/transport/call-caller.ts';
import { CALL_ROUTE, isCallPath } from '../api/rest/clearml/transport/call-path.ts';
import { doorRefusal } from '../api/rest/clearml/transport/door-refusal.ts';
import { wireId } from '../api/rest/clearml/wire-id.ts';
import type { Authenticator } from '../auth/authenticator.ts';
import { readClearmlToken, signClearmlToken } from '../auth/token/clearml-token.ts';
import type { OwnTokens } from '../auth/token/own-tokens.ts';
import type { Config } from '../config.ts';
import type { Engine } from '../engine/engine.ts';
import { clearmlFilesRoom } from './clearml-files-room/clearml-files-room.ts';
import { isDatabaseLoss } from './database-loss.ts';
import type { Room } from './http/front-door.ts';
import type { FormRoom } from './http/form-room.ts';
import { AGENT } from './program.ts';
import type { Callers } from './session/open-callers.ts';

/** The server that clients take this one for: some of what they do depends on its version, which must be whole numbers and dots. */
export const CLEARML_SERVER_VERSION = '2.0.0';

const MIB = 1_048_576;
const DAY_SECONDS = 86_400;

/** What the dialect stands on. */
export interface ClearmlBase {
  readonly engine: Engine;
  readonly callers: Callers;
  /** Names the database. */
  readonly uid: string;
  readonly log: Logger;
}

/** Opens its room. */
export function openClearml(config: Config, { engine, callers, uid, log }: ClearmlBase): FormRoom {
  const { authenticator, own } = callers;
  const settings = clearmlSettings(config, uid);
  const room = clearmlRoom({ engine, authenticator, tokens: clearmlTokens(authenticator, own), settings, isUnavailable: isDatabaseLoss, log });
  return { name: CALL_ROUTE, fits: isCallPath, room, refusal: (path, refusal) => doorRefusal(path, refusal, { apiVersion: settings.apiVersion, newId: engine.newId }) };
}

/** Opens the room of its files: for whoever could make a call, by the same credentials. */
export function openClearmlFiles({ publicUrl }: Config, { engine, callers: { authenticator } }: Pick<ClearmlBase, 'engine' | 'callers'>): Room {
  return clearmlFilesRoom({ engine, identify: async (req) => {
    try {
      return await authenticated({ engine, authenticator, publicUrl }, req);
    } catch (error) {
      if (error instanceof ClearmlError) return null;
      throw error;
    }
  } });
}

/** Tokens signed with keys of the database. In open mode those count that stand on no key, as there is none to stand on. */
export function clearmlTokens(authenticator: Authenticator, own: OwnTokens): ClearmlTokens {
  return {
    issue: ({ keyId, actor }, { seconds, claims }) => signClearmlToken(own.sessions, { keyId, userId: actor.userId, claims, seconds, now: new Date() }),
    async userOf(token) {
      const read = await readClearmlToken(own.sessions, { token, now: new Date() });
      if (read === null || (read.keyId === null && authenticator.mode === 'open')) return read?.userId ?? null;
      return (await authenticator.verify({ presented: { kind: 'CLEARML_TOKEN', token }, lockKey: null, address: null }))?.actor.userId ?? null;
    },
  };
}

function clearmlSettings({ clearmlApiVersion, clearmlBodyMib, clearmlTokenDays, clearmlWorkerSeconds, publicUrl }: Config, uid: string): ClearmlSettings {
  return {
    apiVersion: clearmlApiVersion, serverVersion: CLEARML_SERVER_VERSION, serverBuild: AGENT, commit: '', uid: wireId(uid), publicUrl,
    maxBodyBytes: clearmlBodyMib * MIB, tokenSeconds: clearmlTokenDays * DAY_SECONDS, workerSeconds: clearmlWorkerSeconds,
  };
}
