// The room of deployments: every call comes in here, is told apart by its path and method, and is answered in the dialect.
import type { IncomingMessage, ServerResponse } from 'node:http';
import { assertNever } from '../../../domain/errors.ts';
import type { CallNotes } from '../../../domain/call-notes.ts';
import { answerToken } from './account/token.call.ts';
import { callerOfDeployment } from './account/who-calls.ts';
import type { IkomiaCall, IkomiaContext, IkomiaExchange } from './ikomia-context.ts';
import { IkomiaError } from './ikomia-error.ts';
import { type IkomiaPath, ikomiaPathOf } from './ikomia-path.ts';
import { answerResults } from './run/results.call.ts';
import { answerRecord } from './run/run-record.call.ts';
import { startRun } from './run/start-run.call.ts';
import { answerError, answerOptions } from './transport/ikomia-answer.ts';
import { calledAddress } from './transport/called-address.ts';
import { toldError } from './transport/ikomia-refusal.ts';
import { forgetBody } from './transport/incoming-body.ts';
import { answerWorkflow } from './workflow.call.ts';

/** Answers one request; rejects never but for an answer that broke when some of it had left. */
export type IkomiaRoom = (req: IncomingMessage, res: ServerResponse, notes?: CallNotes) => Promise<void>;

type Served = Exclude<IkomiaPath['kind'], 'NOTHING' | 'STORAGE'>;

const METHODS: Readonly<Record<Served, readonly string[]>> = {
  TOKEN: ['GET', 'HEAD'], WORKFLOW: ['GET', 'HEAD'], RUN: ['PUT'], RESULTS: ['GET', 'HEAD'], RECORD: ['GET', 'HEAD', 'DELETE'],
};

/** Opens the room for everything but the storage, which has one of its own. */
export function ikomiaRoom(context: IkomiaContext): IkomiaRoom {
  return async (req, res, notes) => {
    const [path, query] = (req.url ?? '').split('?', 2);
    const exchange: IkomiaExchange = { req, res, notes, query: new URLSearchParams(query ?? '') };
    try {
      await answered(context, exchange, ikomiaPathOf(path!));
    } catch (error) {
      if (res.headersSent) throw error;
      const told = toldError(context, error, notes?.callId ?? '');
      notes?.codes.add(String(told.status));
      // Whoever still sends hears nothing.
      await forgetBody(req);
      answerError(exchange, told);
    }
  };
}

async function answered(context: IkomiaContext, exchange: IkomiaExchange, path: IkomiaPath): Promise<void> {
  if (path.kind === 'NOTHING' || path.kind === 'STORAGE') throw new IkomiaError(404, 'nothing is at this address; a deployment has /workflow, /api/run, /api/results/{uuid} and /api/runs/{uuid}, at the root or below /deployments/{name}');
  const { method = '' } = exchange.req;
  const methods = METHODS[path.kind];
  if (method === 'OPTIONS') return answerOptions(exchange, methods);
  if (!methods.includes(method)) throw new IkomiaError(405, `use ${methods.join(', ')} here`, { headers: { allow: [...methods, 'OPTIONS'].join(', ') } });
  if (path.kind === 'TOKEN') return await answerToken(context, exchange);
  return await answeredCall(await callOf(context, exchange), path);
}

async function answeredCall(call: IkomiaCall, path: Exclude<IkomiaPath, { readonly kind: 'NOTHING' | 'STORAGE' | 'TOKEN' }>): Promise<void> {
  switch (path.kind) {
    case 'WORKFLOW': return await answerWorkflow(call, path.deployment);
    case 'RUN': return await startRun(call, path.deployment);
    case 'RESULTS': return await answerResults(call, path);
    case 'RECORD': return await answerRecord(call, path);
    default: return assertNever(path);
  }
}

async function callOf(context: IkomiaContext, exchange: IkomiaExchange): Promise<IkomiaCall> {
  const { req, notes } = exchange;
  const caller = await callerOfDeployment(context.authenticator, req);
  if (notes) notes.keyId = caller.keyId;
  const { actor, keyId, lockKey = null, expiresAt = null } = caller;
  const key = req.headers['idempotency-key'];
  const command = {
    actor, requestId: typeof key === 'string' ? key : null,
    origin: { transport: 'REST' as const, callId: notes?.callId ?? '', keyId, lockKey, expiresAt, address: req.socket.remoteAddress ?? null },
  };
  return { ...exchange, context, caller, command, base: context.settings.publicUrl ?? calledAddress(req) };
}
