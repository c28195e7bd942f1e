// Random calls against a running server: what may come back, and what may not.
import { CLEARML_CALLS } from '../../../src/api/rest/clearml/call-book.ts';
import type { ClearmlCall } from '../../../src/api/rest/clearml/clearml-call.ts';
import { liveBytes } from '../../limit/fuzz/document-fuzz.ts';
import { mutated } from '../../limit/fuzz/random-document.ts';
import type { ClearmlGround } from '../clearml-ground.ts';
import { rawCall, type RawCallAnswer } from '../raw-call.ts';
import { Dice } from './dice.ts';
import { hostileValue, NOT_A_NUMBER } from './hostile-values.ts';
import { KnownIds } from './known-ids.ts';
import { plantThings } from './planted-things.ts';
import { RandomInputs } from './random-call.ts';

/** What happened. */
export interface CallFuzzFigures {
  readonly asked: number;
  /** Answers 200. */
  readonly answered: number;
  /** How often each `code/subcode` came. */
  readonly codes: Readonly<Record<string, number>>;
  /** Calls that were never answered 200: the fuzz says little about them. */
  readonly neverDone: readonly string[];
  /** What must not happen, each with the request that did it. */
  readonly defects: readonly string[];
  /** The longest that one call took, milliseconds, and which. */
  readonly slowestMs: number;
  readonly slowest: string;
  readonly heapBefore: number;
  readonly heapAfter: number;
}

/** Calls under way at a time. */
const AT_ONCE = 6;
/** Calls after which there is something new to be about. */
const PLANTED_EVERY = 60;
/** Longest text of a request in a report, in characters. */
const MAX_TOLD = 1_500;
/** Longest value in a query: what is longer than a header may be never gets to a call. */
const MAX_VALUE = 1_000;
/** What the database says goes to nobody. */
const LEAKED = /\b(?:SELECT |INSERT INTO|UPDATE "?\w+"? SET|DELETE FROM|syntax error at|relation "|column "|pg_catalog|invalid byte sequence|bind message|TypeError|Cannot read|undefined is not)/;
const CODES = /^(?:200|400|401|403|404)$/;

interface Request {
  readonly path: string;
  readonly method: string;
  readonly type: string;
  readonly body: string;
}

/** How much is asked, and by whom. */
export interface CallFuzzPlan {
  readonly seed: number;
  readonly calls: number;
  /** Sent with every call. @default nothing, as in open mode */
  readonly headers?: Readonly<Record<string, string>>;
  /** Makes things to be about: others are deleted, closed and made public all the time. @default `plantThings` */
  readonly plant?: (known: KnownIds) => Promise<void>;
  /** Calls that are not made. @default none */
  readonly except?: readonly string[];
  /** What no answer may say. @default nothing more than what the database says */
  readonly secret?: string;
}

/** Makes so many calls, each form of each call about as often. */
export async function fuzzCalls(ground: ClearmlGround, { seed, calls, headers = {}, plant = (known) => plantThings(ground, known, { place: 'one' }), except = [], secret }: CallFuzzPlan): Promise<CallFuzzFigures> {
  const dice = new Dice(seed);
  const known = new KnownIds();
  const inputs = new RandomInputs(dice, known);
  const codes: Record<string, number> = {};
  const defects: string[] = [];
  const done = new Set<string>();
  let [asked, answered, slowestMs, slowest] = [0, 0, 0, ''];
  const book = CLEARML_CALLS.filter(({ name }) => !except.includes(name));
  const heapBefore = liveBytes();
  const worker = async (until: number): Promise<void> => {
    while (asked < until) {
      const call = book[asked++ % book.length]!;
      const request = requestOf(call, inputs.of(call), dice);
      const startedAt = performance.now();
      const answer = await rawCall(`${ground.url}${request.path}`, { method: request.method, headers: { 'content-type': request.type, ...headers }, body: request.body });
      const tookMs = performance.now() - startedAt;
      if (tookMs > slowestMs) [slowestMs, slowest] = [tookMs, told(request)];
      codes[answer.codes] = (codes[answer.codes] ?? 0) + 1;
      defects.push(...defectsOf(answer).map((defect) => `${defect} for ${told(request)}`));
      if (secret !== undefined && answer.text.includes(secret)) defects.push(`tells the secret: ${answer.text.slice(0, MAX_TOLD)} for ${told(request)}`);
      if (answer.status !== 200) continue;
      answered += 1;
      done.add(call.name);
      known.learn(call.name, answer.data as Record<string, unknown>);
    }
  };
  while (asked < calls) {
    // Nobody calls meanwhile: what is planted would be taken away before it is complete.
    await plant(known);
    const until = Math.min(calls, asked + PLANTED_EVERY);
    await Promise.all(Array.from({ length: AT_ONCE }, () => worker(until)));
  }
  defects.push(...ground.failures.map((failure) => `logged: ${String((failure as Error)?.stack ?? failure)}`), ...(await unreadable(ground, headers)));
  const neverDone = [...new Set(book.map(({ name }) => name))].filter((name) => !done.has(name));
  return { asked, answered, codes, neverDone, defects, slowestMs, slowest, heapBefore, heapAfter: liveBytes() };
}

function requestOf(call: ClearmlCall, input: unknown, dice: Dice): Request {
  const version = dice.one(['', `/v${call.since}`, '/v2.31', '/v999.0', '/v2.5', '/v2.12']);
  const isLines = call.isBatch && Array.isArray(input) && dice.chance(0.9);
  const query = dice.chance(0.03) ? `?${new URLSearchParams(dice.many(4, () => [dice.one(['name', 'task', 'a.b', 'x[]', '__proto__.y', 'page_size']), String(hostileValue(dice, 0)).toWellFormed().slice(0, MAX_VALUE)] as [string, string])).toString()}` : '';
  const text = isLines ? input.map((line) => JSON.stringify(line) ?? 'null').join('\n') : (JSON.stringify(input) ?? '');
  const body = text.replaceAll(String(NOT_A_NUMBER), dice.one(['NaN', 'Infinity', '-Infinity']));
  return {
    path: `${version}/${call.name}${query}`, method: dice.one(['GET', 'POST', 'PUT']), type: isLines ? 'application/json-lines' : dice.chance(0.95) ? 'application/json' : dice.one(['', 'text/plain', 'application/x-www-form-urlencoded', 'multipart/form-data', 'application/json-lines']),
    body: dice.chance(0.05) && body !== '' ? mutated(body, dice.random) : body,
  };
}

function defectsOf({ status, meta, data, text, headers }: RawCallAnswer): readonly string[] {
  const defects: string[] = [];
  if (!CODES.test(String(status))) defects.push(`status ${status}: ${text.slice(0, 500)}`);
  const whole = meta !== undefined && typeof meta.id === 'string' && typeof meta.trx === 'string' && typeof meta.endpoint?.name === 'string' && meta.result_code === status && typeof meta.result_subcode === 'number' && typeof meta.result_msg === 'string' && typeof meta.error_data === 'object';
  if (!whole || headers['content-type'] !== 'application/json' || typeof data !== 'object' || data === null || Array.isArray(data)) defects.push(`no envelope: ${text.slice(0, 500)}`);
  if (LEAKED.test(String(meta?.result_msg))) defects.push(`tells what is inside: ${meta.result_msg}`);
  return defects;
}

/** Everything that is there now can be shown, in old and new forms. */
async function unreadable(ground: ClearmlGround, headers: Readonly<Record<string, string>>): Promise<readonly string[]> {
  const defects: string[] = [];
  for (const version of ['2.2', '2.5', '2.31']) {
    for (const name of ['tasks.get_all', 'tasks.get_all_ex', 'projects.get_all_ex', 'queues.get_all_ex', 'models.get_all_ex', 'users.get_all', 'workers.get_all'].filter((each) => version !== '2.2' || !/^(?:queues|workers)/.test(each))) {
      const answer = await ground.call(name, { search_hidden: true }, { version, headers });
      if (answer.code !== 200) defects.push(`${name} at ${version} afterwards: ${answer.code}/${answer.subcode} ${answer.message}`);
    }
  }
  return defects;
}

function told({ method, path, type, body }: Request): string {
  return `${method} ${path} (${type}) ${body.length > MAX_TOLD ? `${body.slice(0, MAX_TOLD)}… of ${body.length}` : body}`;
}
