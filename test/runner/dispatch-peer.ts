// The other side of the dispatch protocol in memory: a real HTTP server that keeps sessions, leases and facts as a server must.
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { createHash } from 'node:crypto';
import type { AddressInfo, Socket } from 'node:net';
import type { AttemptEnd, BeatRequest, ClaimedAttempt, ClaimRequest, Control, DispatchError, HistoryAnswer, HistoryRequest, ReportItem, ReportRequest, SessionRequest } from '../../src/domain/dispatch/protocol.ts';
import type { GraphSpec } from '../../src/domain/graph/graph-spec.ts';
import { ABORT_ORDER, KILL_ORDER, type Order } from '../../src/domain/task/order.ts';
import type { StepsSpec } from '../../src/domain/steps/steps-spec.ts';
import type { CommandSpec } from '../../src/domain/task/spec.ts';
import { uuidv7 } from '../../src/domain/uuid.ts';

export const PEER_KEY = 'peer.secret-of-the-runner-0123456789';

interface Session {
  readonly id: string;
  readonly request: SessionRequest;
  readonly beats: BeatRequest[];
  upTo: number;
  until: number;
}

/** ANSWER as a server does; SILENT takes requests and says nothing; UNAVAILABLE answers 503. */
export type PeerMode = 'ANSWER' | 'SILENT' | 'UNAVAILABLE';

export class DispatchPeer {
  leaseSeconds = 20;
  beatSeconds = 2;
  mode: PeerMode = 'ANSWER';
  /** Reports to put on record without answering. */
  loseReportAnswers = 0;
  /** Whether claims in reports are granted; a server of before knows nothing of them. */
  grantsRides = false;
  /** Most attempts that reports asked for, of each report that asked. */
  readonly rides: number[] = [];
  readonly sessions: Session[] = [];
  readonly facts: ReportItem[] = [];
  readonly claims: ClaimRequest[] = [];
  /** Pages of history to give out, in order; the last one has `next` null. */
  readonly history: HistoryAnswer[] = [];
  readonly historyCalls: HistoryRequest[] = [];
  repeats = 0;
  /** When the last beat that got its answer had come. */
  lastBeatAt = 0;
  requests = 0;
  largestBody = 0;
  /** Whether facts keep their lines; a flood is counted only. */
  keepsLines = true;
  keptBytes = 0;
  /** Most items of a report; more are refused as TOO_LARGE. */
  mostItems = 500;
  tooLarge = 0;
  /** A text that makes a report BAD_REQUEST, as a content that the database refuses would. */
  poison: string | null = null;
  dropped = 0;
  /** Files by id: those that specs name, and those that results brought. */
  readonly files = new Map<string, { readonly bytes: Buffer; readonly type: string }>();
  /** Calls for files to refuse as unavailable. */
  refusedFiles = 0;
  readonly #waiting: ClaimedAttempt[] = [];
  readonly #live = new Map<string, { readonly session: string; readonly claimed: ClaimedAttempt }>();
  readonly #orders = new Map<string, Order>();
  readonly #strays = new Map<string, string>();
  readonly #controls = new Map<string, Control>();
  readonly #lost = new Map<string, string>();
  readonly #wakes = new Set<() => void>();
  readonly #sockets = new Set<Socket>();
  #server: Server | null = null;
  #port = 0;

  get url(): string {
    return `http://127.0.0.1:${this.#port}`;
  }

  async listen(): Promise<this> {
    const server = createServer((request, response) => void this.#answer(request, response));
    server.on('connection', (socket) => {
      this.#sockets.add(socket);
      socket.on('close', () => this.#sockets.delete(socket));
    });
    await new Promise<void>((resolve) => server.listen(this.#port, '127.0.0.1', resolve));
    this.#port = (server.address() as AddressInfo).port;
    this.#server = server;
    return this;
  }

  /** Like a kill -9: every connection ends, what is on record stays. */
  async die(): Promise<void> {
    const server = this.#server;
    this.#server = null;
    for (const socket of this.#sockets) socket.destroy();
    await new Promise<void>((resolve) => (server ? server.close(() => resolve()) : resolve()));
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.die();
  }

  enqueue(spec: Partial<CommandSpec> & { readonly binary: string }): ClaimedAttempt {
    return this.#enqueue({ kind: 'command', args: [], env: {}, ...spec }, {});
  }

  enqueueSteps(spec: StepsSpec, state: Partial<ClaimedAttempt> = {}): ClaimedAttempt {
    return this.#enqueue(spec, state);
  }

  enqueueGraph(spec: GraphSpec, state: Partial<ClaimedAttempt> = {}): ClaimedAttempt {
    return this.#enqueue(spec, state);
  }

  /** Work that is handed out to the wrong deck. */
  enqueueFor(deck: string, spec: StepsSpec): ClaimedAttempt {
    const claimed = this.#enqueue(spec, {});
    this.#strays.set(claimed.attemptId, deck);
    return claimed;
  }

  #enqueue(spec: ClaimedAttempt['spec'], state: Partial<ClaimedAttempt>): ClaimedAttempt {
    const claimed: ClaimedAttempt = {
      attemptId: uuidv7(),
      epoch: 1,
      attemptNo: 1,
      generation: 1,
      taskId: uuidv7(),
      taskName: 'a task',
      runId: null,
      node: null,
      resumes: false,
      held: null,
      holdN: 0,
      controlN: 0,
      spec,
      ...state,
    };
    this.#waiting.push(claimed);
    this.wake();
    return claimed;
  }

  /** What people want of it; beats are told until they say that they have heard. */
  control(control: Control): void {
    this.#controls.set(control.attemptId, control);
    this.wake();
  }

  order(attemptId: string, verb: 'ABORT' | 'KILL'): void {
    this.#orders.set(attemptId, verb === 'KILL' ? KILL_ORDER : ABORT_ORDER);
    this.wake();
  }

  /** Gives the attempt to somebody else: told lost, its facts are refused from now on. */
  lose(attemptId: string): void {
    const live = this.#live.get(attemptId);
    if (live) this.#lost.set(attemptId, live.session);
    this.#live.delete(attemptId);
    this.wake();
  }

  forgetSessions(): void {
    this.sessions.forEach((session) => (session.until = 0));
    this.wake();
  }

  wake(): void {
    for (const call of this.#wakes) call();
  }

  endOf(claimed: ClaimedAttempt): AttemptEnd | null {
    const ends = this.facts.filter((fact) => fact.type === 'finish' && fact.attemptId === claimed.attemptId);
    if (ends.length > 1) throw new Error(`the attempt was finished ${ends.length} times`);
    return ends[0]?.type === 'finish' ? ends[0].end : null;
  }

  linesOf(claimed: ClaimedAttempt, source?: string): string[] {
    return this.facts.flatMap((fact) =>
      fact.type === 'log' && fact.attemptId === claimed.attemptId ? fact.lines.filter((line) => !source || line.source === source).map((line) => line.message) : [],
    );
  }

  get beats(): BeatRequest[] {
    return this.sessions.flatMap((session) => session.beats);
  }

  async #answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    this.requests += 1;
    const parts: Buffer[] = [];
    for await (const part of request) parts.push(part as Buffer);
    const body = Buffer.concat(parts);
    this.largestBody = Math.max(this.largestBody, body.length);
    if (this.mode === 'SILENT') return;
    if (this.mode === 'UNAVAILABLE') return refuse(response, 503, 'UNAVAILABLE');
    if (request.headers.authorization !== `Bearer ${PEER_KEY}`) return refuse(response, 401, 'UNAUTHORIZED');
    if (request.url?.startsWith('/dispatch/file?')) return this.#file(request, { body, response });
    const input = JSON.parse(body.toString()) as never;
    const call = request.url?.slice('/dispatch/'.length);
    if (call === 'session') return reply(response, this.#open(input));
    const session = this.#sessionOf(input);
    if (!session) return refuse(response, 409, 'UNKNOWN_SESSION');
    if (call === 'claim') return this.#claim(input, response);
    if (call === 'beat') return this.#beat(session, { input, response });
    if (call === 'history') return reply(response, this.#page(input));
    if (call === 'report') return this.#report(session, { input, response });
    refuse(response, 400, 'BAD_REQUEST');
  }

  #file(request: IncomingMessage, { body, response }: { readonly body: Buffer; readonly response: ServerResponse }): void {
    const query = new URL(request.url!, this.url).searchParams;
    if (!this.#live.has(query.get('attemptId') ?? '') || !this.#sessionOf({ session: query.get('session') ?? '' })) return refuse(response, 409, 'UNKNOWN_SESSION');
    if (this.refusedFiles-- > 0) return refuse(response, 503, 'UNAVAILABLE');
    if (request.method === 'GET') {
      const file = this.files.get(query.get('id') ?? '');
      return file ? void response.end(file.bytes) : refuse(response, 400, 'BAD_REQUEST');
    }
    const id = uuidv7();
    this.files.set(id, { bytes: body, type: request.headers['content-type'] ?? '' });
    reply(response, { id, sha256: createHash('sha256').update(body).digest('hex'), size: body.length });
  }

  #open(request: SessionRequest): object {
    const session: Session = { id: uuidv7(), request, beats: [], upTo: 0, until: performance.now() + this.leaseSeconds * 1_000 };
    this.sessions.push(session);
    return { protocol: request.protocol, runnerId: uuidv7(), session: session.id, leaseSeconds: this.leaseSeconds, beatSeconds: this.beatSeconds };
  }

  #sessionOf(input: { readonly session: string }): Session | null {
    const session = this.sessions.find(({ id }) => id === input.session);
    return session && session.until > performance.now() ? session : null;
  }

  async #claim(input: ClaimRequest, response: ServerResponse): Promise<void> {
    this.claims.push(input);
    const isFor = ({ attemptId, spec }: ClaimedAttempt): boolean => (spec.kind === 'steps' ? input.decks.includes(this.#strays.get(attemptId) ?? spec.deck) : input.max > 0);
    await this.#until(() => this.#waiting.some(isFor) || response.closed, input.waitSeconds);
    if (response.closed || !this.#sessionOf(input)) return;
    reply(response, { attempts: this.#handOut(input.session, this.#waiting.filter(isFor).slice(0, input.max + input.decks.length)) });
  }

  #handOut(session: string, attempts: readonly ClaimedAttempt[]): readonly ClaimedAttempt[] {
    for (const claimed of attempts) this.#waiting.splice(this.#waiting.indexOf(claimed), 1);
    for (const claimed of attempts) this.#live.set(claimed.attemptId, { session, claimed });
    return attempts;
  }

  async #beat(session: Session, { input, response }: { readonly input: BeatRequest; readonly response: ServerResponse }): Promise<void> {
    const cameAt = performance.now();
    session.until = cameAt + this.leaseSeconds * 1_000;
    session.beats.push(input);
    const told = (): { orders: object[]; controls: Control[]; lost: string[] } => ({
      // By what is on record for the session: an attempt handed out while the beat is held is not in its list yet.
      orders: [...this.#orders].flatMap(([attemptId, order]) => (this.#live.get(attemptId)?.session === session.id ? [{ attemptId, order }] : [])),
      controls: input.attempts.flatMap(({ attemptId, controlN = 0 }) => { const control = this.#controls.get(attemptId); return control && control.controlN > controlN ? [control] : []; }),
      lost: [...this.#lost].filter(([, owner]) => owner === session.id).map(([id]) => id),
    });
    const hasNews = (): boolean => told().orders.length + told().controls.length + told().lost.length > 0;
    await this.#until(() => hasNews() || response.closed || !this.#sessionOf(input) || this.mode !== 'ANSWER', input.waitSeconds);
    // A beat that the runner has cut hears nothing: the next one must be told.
    if (this.mode === 'SILENT' || response.closed) return;
    if (!this.#sessionOf(input)) return refuse(response, 409, 'UNKNOWN_SESSION');
    const answer = told();
    answer.lost.forEach((id) => this.#lost.delete(id));
    this.lastBeatAt = cameAt;
    reply(response, answer);
  }

  #page(request: HistoryRequest): HistoryAnswer {
    this.historyCalls.push(request);
    return this.history.shift() ?? { phases: [], steps: [], next: null };
  }

  #report(session: Session, { input, response }: { readonly input: ReportRequest; readonly response: ServerResponse }): void {
    if (input.items.length > this.mostItems) {
      this.tooLarge += 1;
      return refuse(response, 413, 'TOO_LARGE');
    }
    if (this.poison && JSON.stringify(input.items).includes(this.poison)) return refuse(response, 400, 'BAD_REQUEST');
    const stale = new Set<string>();
    for (const item of input.items) {
      if (item.n <= session.upTo) this.repeats += 1;
      if (item.n > session.upTo + 1) return refuse(response, 400, 'BAD_REQUEST');
      if (item.n <= session.upTo) continue;
      session.upTo = item.n;
      if (this.#live.has(item.attemptId)) this.#record(item);
      else if (!this.facts.some((fact) => fact.type === 'finish' && fact.attemptId === item.attemptId)) stale.add(item.attemptId);
    }
    if (this.loseReportAnswers-- > 0) return void response.socket?.destroy();
    this.loseReportAnswers = 0;
    if (input.claim) this.rides.push(input.claim.max);
    const attempts = input.claim && this.grantsRides ? { attempts: this.#handOut(input.session, this.#waiting.filter(({ spec }) => spec.kind !== 'steps').slice(0, input.claim.max)) } : {};
    reply(response, { upTo: session.upTo, stale: [...stale], ...attempts });
  }

  #record(item: ReportItem): void {
    if (item.type === 'log') {
      this.dropped += item.dropped;
      for (const line of item.lines) this.keptBytes += Buffer.byteLength(line.message) + 1;
    }
    this.facts.push(item.type === 'log' && !this.keepsLines ? { ...item, lines: item.lines.filter((line) => line.source === 'SYSTEM') } : item);
    if (item.type === 'finish') this.#live.delete(item.attemptId);
  }

  async #until(isTrue: () => boolean, seconds: number): Promise<void> {
    const end = performance.now() + seconds * 1_000;
    while (!isTrue() && performance.now() < end) {
      const { promise, resolve } = Promise.withResolvers<void>();
      this.#wakes.add(resolve);
      const timer = setTimeout(resolve, Math.min(end - performance.now(), 100));
      await promise;
      clearTimeout(timer);
      this.#wakes.delete(resolve);
    }
  }
}

function reply(response: ServerResponse, body: object): void {
  response.setHeader('content-type', 'application/json');
  response.end(JSON.stringify(body));
}

function refuse(response: ServerResponse, status: number, code: DispatchError['code']): void {
  response.statusCode = status;
  reply(response, { code, message: `the peer says ${code}` });
}
