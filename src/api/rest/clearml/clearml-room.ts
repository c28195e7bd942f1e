// The room of the ClearML dialect: every call comes in here, is judged in the fixed order of its checks, and is answered in the envelope.
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Authenticator } from '../../../auth/authenticator.ts';
import { requestCredentials } from '../../../auth/request-credentials.ts';
import { covers } from '../../../domain/access.ts';
import type { Caller } from '../../../domain/call.ts';
import type { CallNotes } from '../../../domain/call-notes.ts';
import type { Engine } from '../../../engine/engine.ts';
import { type ApiVersion, versionOf } from './api-version.ts';
import { callFor } from './call-book.ts';
import type { ClearmlTokens } from './account/clearml-tokens.ts';
import type { ClearmlCall, ClearmlData } from './clearml-call.ts';
import type { ClearmlContext, ClearmlSettings } from './clearml-context.ts';
import { CLEARML_CODES, ClearmlError } from './clearml-error.ts';
import { callPathOf, type CallPath } from './transport/call-path.ts';
import { envelopeOf } from './transport/envelope.ts';
import { refusalOf } from './transport/refusal.ts';
import { jsonBody, jsonLines, readBody } from './transport/request-data.ts';
import { wireId } from './wire-id.ts';

/** What the room stands on. */
export interface ClearmlParts {
  readonly engine: Engine;
  readonly authenticator: Authenticator;
  readonly tokens: ClearmlTokens;
  readonly settings: ClearmlSettings;
}

/** Answers one request; rejects for bugs and a lost database only. */
export type ClearmlRoom = (req: IncomingMessage, res: ServerResponse, notes?: CallNotes) => Promise<void>;

/** Opens the room. */
export function clearmlRoom(parts: ClearmlParts): ClearmlRoom {
  return async (req, res, notes) => {
    const asked = callPathOf((req.url ?? '/').split('?', 1)[0]!);
    const version = asked?.version ?? versionOf(parts.settings.apiVersion);
    const call = asked === null ? null : callFor(asked.name, version);
    const id = wireId(parts.engine.newId());
    const about = { id, transaction: headerOf(req, 'trx') ?? id, name: asked?.name ?? '', requestedVersion: asked?.requested ?? parts.settings.apiVersion, actualVersion: call?.since ?? null };
    try {
      const context = await contextOf(parts, { req, asked, call, version, notes });
      const data = await answerOf(context, call!, { req, settings: parts.settings });
      send(res, context, envelopeOf({ ...about, code: 200, subcode: 0, message: 'OK', errorData: {}, data }));
    } catch (error) {
      const refusal = refusalOf(error);
      if (refusal === null) throw error;
      notes?.codes.add(refusal.code);
      const [code, subcode] = CLEARML_CODES[refusal.code];
      send(res, null, envelopeOf({ ...about, code, subcode, message: refusal.message, errorData: refusal.data, data: {} }), code);
    }
  };
}

async function contextOf(parts: ClearmlParts, of: { req: IncomingMessage; asked: CallPath | null; call: ClearmlCall | null; version: ApiVersion; notes: CallNotes | undefined }): Promise<ClearmlContext> {
  const { req, asked, call, version, notes } = of;
  if (asked === null) throw new ClearmlError('BAD_REQUEST', 'Invalid request path: calls are /<service>.<action> or /v<version>/<service>.<action>');
  if (call === null) throw new ClearmlError('NO_SUCH_CALL', `Unable to find endpoint for name ${asked.name} and version ${asked.requested ?? parts.settings.apiVersion}`);
  const caller = await callerOf(parts, req);
  if (notes) notes.keyId = caller.keyId;
  if (call.role !== 'OPEN' && !covers(caller.actor.role, call.role)) throw new ClearmlError('ROLE_NOT_ALLOWED', `${asked.name} needs the role ${call.role}; the key of ${caller.actor.name} has ${caller.actor.role}: ask an admin for another key`);
  const { engine, tokens, settings } = parts;
  const address = req.socket.remoteAddress ?? null;
  const origin = { transport: 'REST', callId: notes?.callId ?? wireId(engine.newId()), keyId: caller.keyId, lockKey: caller.lockKey ?? null, expiresAt: caller.expiresAt ?? null, address } as const;
  const requestId = req.headers['idempotency-key'];
  return {
    engine, settings, tokens, caller, version, address,
    command: { actor: caller.actor, requestId: typeof requestId === 'string' ? requestId : null, origin },
    worker: headerOf(req, 'worker'), client: headerOf(req, 'client') ?? headerOf(req, 'agent'), answerHeaders: new Map(),
  };
}

async function callerOf({ authenticator, tokens }: ClearmlParts, req: IncomingMessage): Promise<Caller> {
  const bearer = /^bearer +(\S+)$/i.exec(req.headers.authorization ?? '')?.[1];
  const byToken = bearer === undefined ? null : await tokens.read(bearer);
  const caller = byToken ?? (await authenticator.identify(requestCredentials(req)));
  if (caller === null) throw new ClearmlError('NO_CREDENTIALS', 'send an access key and its secret as Authorization: Basic, or a token of auth.login as Authorization: Bearer');
  return caller;
}

async function answerOf(context: ClearmlContext, call: ClearmlCall, { req, settings }: { req: IncomingMessage; settings: ClearmlSettings }): Promise<ClearmlData> {
  const body = await readBody(req, settings.maxBodyBytes);
  const isLines = req.headers['content-type']?.split(';', 1)[0]?.trim() === 'application/json-lines';
  const given = isLines && call.isBatch ? { input: jsonLines(body) } : call.isBatch ? { input: [jsonBody(body)] } : jsonBody(body);
  for (const name of call.present) if ((given as Record<string, unknown>)[name] == null) throw new ClearmlError('MISSING_FIELDS', `Missing required fields: ${name}`);
  const checked = call.input.safeParse(given);
  if (!checked.success) {
    const [issue] = checked.error.issues;
    throw new ClearmlError('VALIDATION', `Validation error: ${issue === undefined ? 'the input is not as it should be' : `${issue.path.join('.') || 'input'}: ${issue.message}`}`);
  }
  return await call.run(context, checked.data as never);
}

/** A header of the dialect, under its new or its old name. */
function headerOf(req: IncomingMessage, name: string): string | null {
  const value = req.headers[`x-clearml-${name}`] ?? req.headers[`x-trains-${name}`];
  return typeof value === 'string' && value !== '' ? value : null;
}

function send(res: ServerResponse, context: ClearmlContext | null, body: object, status = 200): void {
  if (res.destroyed || res.headersSent) return;
  const text = Buffer.from(JSON.stringify(body));
  res.writeHead(status, { 'content-type': 'application/json', 'content-length': text.length, 'cache-control': 'no-store', ...Object.fromEntries(context?.answerHeaders ?? []) });
  res.end(text);
}
