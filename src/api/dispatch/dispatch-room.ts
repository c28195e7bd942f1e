// The routes of /dispatch: POST session, claim, beat, report and history, GET and POST file, for holders of a runner's or an admin's key in every mode.
import type { IncomingMessage, ServerResponse } from 'node:http';
import { bearerOf } from '../../auth/bearer.ts';
import { type Actor, requireRunner } from '../../domain/access.ts';
import type { CallNotes } from '../../domain/call-notes.ts';
import type { DispatchError, ReportAnswer, ReportRequest } from '../../domain/dispatch/protocol.ts';
import { history } from '../../engine/dispatch/history.service.ts';
import { report } from '../../engine/dispatch/report/report.service.ts';
import { openSession } from '../../engine/dispatch/session.service.ts';
import { answerBeat } from './beat-call.ts';
import { answerClaim } from './claim-call.ts';
import { waitedFor } from '../../events/wait/waited-for.ts';
import { readJsonBody } from './dispatch-body.ts';
import type { DispatchContext } from './dispatch-context.ts';
import { readCall } from './dispatch-input.ts';
import { answerFile, FILE_CALL } from './file-call.ts';
import { DISPATCH_STATUS, DispatchRefusal, refusalFor } from './dispatch-refusal.ts';

/** What every path of the room begins with. */
export const DISPATCH_PREFIX = '/dispatch/';

/** The room as the server sees it. */
export interface DispatchRoom {
  /** Answers a request below `DISPATCH_PREFIX`; rejects for bugs only. */
  handle(req: IncomingMessage, res: ServerResponse, notes?: CallNotes): Promise<void>;
  stats(): DispatchStats;
}

/** Figures since the start, for /metrics. */
export interface DispatchStats {
  /** Calls held back now. */
  readonly held: number;
  /** Attempts whose late facts were refused. */
  readonly staleWrites: number;
}

interface Call {
  readonly actor: Actor;
  /** Who asks by now; throws when the key has ended. */
  readonly callerNow: () => Promise<Actor>;
  readonly body: unknown;
  readonly signal: AbortSignal;
}

type Answerer = (call: Call) => Promise<object>;

/** Opens the room. */
export function dispatchRoom(context: DispatchContext): DispatchRoom {
  const figures = { held: 0, staleWrites: 0 };
  const held = async <T>(answer: Promise<T>): Promise<T> => {
    figures.held++;
    return answer.finally(() => figures.held--);
  };
  const routes: Readonly<Record<string, Answerer>> = {
    session: ({ actor, body }) => openSession(context.engine, actor, readCall.session(body)),
    claim: ({ callerNow, body, signal }) => held(answerClaim(context, callerNow, { request: readCall.claim(refuseWhileDraining(context, body)), signal })),
    beat: ({ actor, body, signal }) => held(answerBeat(context, actor, { request: readCall.beat(body), signal })),
    report: async ({ actor, body, signal }) => counted(figures, await report(context.engine, actor, claimsOnlyFor(signal, readCall.report(body)))),
    history: ({ actor, body }) => history(context.engine, actor, readCall.history(body)),
  };
  return {
    stats: () => ({ ...figures }),
    handle: async (req, res, notes) => {
      try {
        const told = nameOf(req) === FILE_CALL ? await answerFile(context.engine, { req, res, actor: await callerOf(context, req, notes) }) : await answer(context, routes, { req, res, notes });
        if (told !== null) sendAnswer(res, 200, told);
      } catch (error) {
        sendRefusal(context, { res, notes }, error);
      }
    },
  };
}

async function answer(context: DispatchContext, routes: Readonly<Record<string, Answerer>>, { req, res, notes }: { req: IncomingMessage; res: ServerResponse; notes: CallNotes | undefined }): Promise<object> {
  const route = routeOf(req, routes);
  const callerNow = (): Promise<Actor> => callerOf(context, req, notes);
  // Asked before the body is read, for it may be large, and again behind it, for it may be slow: the answer is remembered for some seconds.
  await callerNow();
  const signal = waitedFor(res, context.draining);
  const body = await readJsonBody(req);
  return await route({ actor: await callerNow(), callerNow, body, signal });
}

function nameOf({ url = '' }: IncomingMessage): string {
  return url.split('?', 1)[0]!.slice(DISPATCH_PREFIX.length);
}

function routeOf(req: IncomingMessage, routes: Readonly<Record<string, Answerer>>): Answerer {
  const name = nameOf(req);
  if (!Object.hasOwn(routes, name)) throw new DispatchRefusal('BAD_REQUEST', `there is no call ${JSON.stringify(name.slice(0, 100))}; there are ${[...Object.keys(routes), FILE_CALL].join(', ')}`);
  if (req.method !== 'POST') throw new DispatchRefusal('BAD_REQUEST', `a ${name} is a POST, not a ${req.method ?? '?'}`);
  return routes[name]!;
}

/** The key's holder; open mode opens nothing here, since whoever hands out work decides what runs on other machines. */
async function callerOf({ authenticator }: DispatchContext, req: IncomingMessage, notes: CallNotes | undefined): Promise<Actor> {
  const principal = await authenticator.identifyKey(bearerOf(req.headers.authorization));
  if (principal === null) throw new DispatchRefusal('UNAUTHORIZED', 'send a valid key as Authorization: Bearer <key id>.<secret>; `switchyard key create --role runner --label NAME` makes one');
  if (notes) notes.keyId = principal.keyId;
  requireRunner(principal.actor);
  return principal.actor;
}

function refuseWhileDraining({ draining }: DispatchContext, body: unknown): unknown {
  if (draining.aborted) throw new DispatchRefusal('UNAVAILABLE', 'the server is shutting down and hands out no more work; try again in a moment');
  return body;
}

/** A report asks for nothing beside once the server drains, or its runner has gone: nobody would hear of what was given. */
function claimsOnlyFor(signal: AbortSignal, { claim, ...report }: ReportRequest): ReportRequest {
  return claim === undefined ? report : { ...report, claim: { max: signal.aborted ? 0 : claim.max } };
}

function counted(figures: { staleWrites: number }, answer: ReportAnswer): ReportAnswer {
  figures.staleWrites += answer.stale.length;
  return answer;
}

function sendRefusal(context: DispatchContext, { res, notes }: { res: ServerResponse; notes: CallNotes | undefined }, error: unknown): void {
  const refusal = refusalFor(error, context.isUnavailable);
  // Bytes were on their way already: a cut connection is all that can still tell that they are not whole.
  if (res.headersSent) res.destroy();
  if (refusal === null) throw error;
  notes?.codes.add(refusal.code);
  // One short line: while the database is away every runner's every call ends here. Without a cause it is a rule: the server drains.
  if (refusal.code === 'UNAVAILABLE' && refusal.cause instanceof Error) context.log.error({ reason: refusal.cause.message }, 'a dispatch call could not be served');
  const body: DispatchError = { code: refusal.code, message: refusal.message };
  sendAnswer(res, DISPATCH_STATUS[refusal.code], body);
}

// What is left of a body that is too large is not worth reading: the connection goes.
const HEADERS_OF: Readonly<Record<number, Readonly<Record<string, string>>>> = { 401: { 'www-authenticate': 'Bearer' }, 413: { connection: 'close' } };

function sendAnswer(res: ServerResponse, status: number, body: object): void {
  if (res.destroyed || res.headersSent) return;
  const text = Buffer.from(JSON.stringify(body));
  res.writeHead(status, { 'content-type': 'application/json; charset=utf-8', 'content-length': text.length, 'cache-control': 'no-store', ...HEADERS_OF[status] });
  res.end(text);
}
