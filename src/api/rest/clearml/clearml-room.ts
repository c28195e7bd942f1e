// The room of the ClearML dialect: every call comes in here, is judged in the fixed order of its checks, and is answered in the envelope.
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Authenticator } from '../../../auth/authenticator.ts';
import type { Caller } from '../../../domain/call.ts';
import type { CallNotes } from '../../../domain/call-notes.ts';
import type { Engine } from '../../../engine/engine.ts';
import type { ClearmlTokens } from './account/clearml-tokens.ts';
import type { ClearmlContext, ClearmlSettings } from './clearml-context.ts';
import { type AskedCall, askedCall, requireCall } from './transport/asked-call.ts';
import { sendEnvelope, sendOptions, sendPlain } from './transport/call-answer.ts';
import { callerOf } from './transport/call-caller.ts';
import { type FailureParts, failureOf, toldOf } from './transport/call-failure.ts';
import { headerOf } from './transport/call-header.ts';
import { answerOf } from './transport/call-run.ts';
import { envelopeOf } from './transport/envelope.ts';
import { HeldBodies, MAX_HELD_BODIES } from './transport/held-bodies.ts';
import { discardBody } from './transport/call-body.ts';

/** What the room stands on. */
export interface ClearmlParts extends FailureParts {
  readonly engine: Engine;
  readonly authenticator: Authenticator;
  readonly tokens: ClearmlTokens;
  readonly settings: ClearmlSettings;
}

/** Answers one request; rejects never: clients of this dialect ask for ever when they get an answer without the envelope. */
export type ClearmlRoom = (req: IncomingMessage, res: ServerResponse, notes?: CallNotes) => Promise<void>;

/** Opens the room. */
export function clearmlRoom(parts: ClearmlParts): ClearmlRoom {
  const held = new HeldBodies(MAX_HELD_BODIES * parts.settings.maxBodyBytes);
  return async (req, res, notes) => {
    keepFromChildren(req, res);
    if (req.method === 'OPTIONS') return sendOptions(req, res);
    if (req.headers['content-encoding'] !== undefined) {
      await discardBody(req);
      return sendPlain({ req, res }, 415, 'Unsupported Media Type: send the body as it is, without a Content-Encoding\n');
    }
    const asked = askedCall(req, parts);
    const callId = notes?.callId ?? asked.id;
    try {
      const { text, headers } = await answered(parts, { req, asked, callId, notes, held });
      // All of it is there, but an answer before the parser has said so would cost the client its connection.
      if (!req.complete) await discardBody(req);
      await sendEnvelope({ req, res }, { status: 200, text, headers });
    } catch (error) {
      const told = toldOf(failureOf(parts, error, { name: asked.name, callId }), notes);
      // Whoever still sends hears nothing.
      await discardBody(req);
      await sendEnvelope({ req, res }, { status: told.code, text: JSON.stringify(envelopeOf({ ...asked, ...told })), headers: told.code === 503 ? { 'retry-after': '1' } : {} });
    }
  };
}

/**
 * Ends the connection of a call of the SDK with its answer. The SDK forks a process that sends its reports, and that one has the sockets of
 * its parent: on a connection that stays open both ask at once, and each takes what comes for its own. It happened in one run of twenty.
 * The poll of a status takes it back (`tasks.get_all`).
 */
function keepFromChildren(req: IncomingMessage, res: ServerResponse): void {
  if (headerOf(req, 'client') !== null) res.shouldKeepAlive = false;
}

interface Coming {
  readonly req: IncomingMessage;
  readonly asked: AskedCall;
  readonly callId: string;
  readonly notes: CallNotes | undefined;
  readonly held: HeldBodies;
}

async function answered(parts: ClearmlParts, coming: Coming): Promise<{ readonly text: string; readonly headers: Readonly<Record<string, string>> }> {
  const { req, asked, notes, held } = coming;
  const call = requireCall(asked);
  const caller = await callerOf({ ...parts, publicUrl: parts.settings.publicUrl }, req, call);
  if (notes) notes.keyId = caller.keyId;
  const context = contextOf(parts, coming, caller);
  const data = await answerOf(context, call, { req, held });
  const text = JSON.stringify(envelopeOf({ ...asked, code: 200, subcode: 0, message: 'OK', errorData: {}, data }));
  return { text, headers: Object.fromEntries(context.answerHeaders) };
}

function contextOf({ engine, tokens, settings }: ClearmlParts, { req, asked, callId }: Coming, caller: Caller): ClearmlContext {
  const address = req.socket.remoteAddress ?? null;
  const { actor, keyId, lockKey = null, expiresAt = null } = caller;
  const requestId = req.headers['idempotency-key'];
  return {
    engine, settings, tokens, caller, address, version: asked.version,
    command: { actor, requestId: typeof requestId === 'string' ? requestId : null, origin: { transport: 'REST', callId, keyId, lockKey, expiresAt, address } },
    worker: headerOf(req, 'worker'), client: headerOf(req, 'client') ?? headerOf(req, 'agent'), answerHeaders: new Map(),
  };
}

