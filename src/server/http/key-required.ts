// Pages of the server that nobody may read without a key, except in open mode.
import type { Authenticator } from '../../auth/authenticator.ts';
import { bearerOf } from '../../auth/bearer.ts';
import type { Room } from './front-door.ts';
import { sendJson } from './json-answer.ts';

/** Lets any key pass: figures tell how busy a system is, not what it does. */
export function keyRequired(authenticator: Authenticator, room: Room): Room {
  return async (req, res, notes) => {
    if ((await authenticator.identify(bearerOf(req.headers.authorization))) !== null) return await room(req, res, notes);
    const message = 'send a valid key as Authorization: Bearer <key id>.<secret>; `switchyard key create` makes one';
    sendJson(res, 401, { body: { code: 'UNAUTHORIZED', message }, headers: { 'www-authenticate': 'Bearer' } });
  };
}
