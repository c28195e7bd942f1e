// The limits of the API as one object: every transport asks it, in this order, before it executes anything.
import type { GraphQLSchema } from 'graphql';
import { OperationCache } from '../live/operation-cache.ts';
import { CostMeter } from './cost/cost-meter.ts';
import { MAX_DOCUMENT } from './document-check.ts';
import { type DocumentDoor, documentDoor } from './document-door.ts';
import { judge, type JudgedOperation, type LimitSettings, type Verdict } from './judgement.ts';
import { type OperationClock, startClock } from './operation-clock.ts';
import { RateBook } from './rate/rate-book.ts';
import { parseManifest } from './trusted-documents.ts';
import { LIMIT_STAGES } from './validation-rules.ts';

/** What a server starts with when nobody says otherwise. */
export const DEFAULT_LIMITS: LimitSettings = { maxCost: 50_000, ratePoints: 3_000_000, operationSeconds: 30, introspection: 'on' };

/** What limits are made of. */
export interface LimitParts extends Partial<LimitSettings> {
  readonly schema: GraphQLSchema;
  /** The text of the manifest of trusted documents; null and absent = every document is executed. */
  readonly manifest?: string | null;
  /** Monotonic milliseconds. @default performance.now */
  readonly now?: () => number;
}

/** Points of a document that is wrong: reading it was work, too. */
export const REFUSED_POINTS = 10;

/** The limits of one server process, the same over HTTP and over WebSockets. */
export interface OperationLimits {
  readonly settings: LimitSettings;
  /** From what a request says to the text of its document. */
  readonly door: DocumentDoor;
  /** From the text to a valid operation, once for all who send the same. */
  readonly operations: OperationCache;
  /** From the operation to whether it is executed now. Takes the points out of the key's bucket. */
  judge(operation: JudgedOperation): Verdict;
  /** Takes points for a document that was refused; null = nobody's. */
  fine(counted: string | null): void;
  /** Starts the time of an operation. */
  startClock(): OperationClock;
}

/** The limits of a server. Throws ManifestError for a manifest that cannot be used. */
export function limitsOf(parts: LimitParts): OperationLimits {
  const { schema, manifest = null, now, ...given } = parts;
  const settings = { ...DEFAULT_LIMITS, ...given };
  const operations = new OperationCache({ schema, stages: LIMIT_STAGES, maxDocument: MAX_DOCUMENT });
  const meter = new CostMeter(schema);
  const rates = new RateBook(settings.ratePoints, now);
  const trusted = manifest === null ? null : parseManifest(manifest, (text) => faultOf(operations, text));
  return {
    settings, operations,
    door: documentDoor(trusted),
    judge: (operation) => judge(operation, { settings, meter, rates }),
    fine: (counted) => (counted === null ? undefined : rates.fine(counted, REFUSED_POINTS)),
    startClock: () => startClock(settings.operationSeconds),
  };
}

// A document with several operations is valid: which of them is meant is said with each request.
function faultOf(operations: OperationCache, text: string): string | null {
  const prepared = operations.prepare(text, null);
  if ('document' in prepared || prepared[0]?.extensions['code'] === 'OPERATION_RESOLUTION_FAILURE') return null;
  return prepared.map(({ message }) => message).join('; ');
}
