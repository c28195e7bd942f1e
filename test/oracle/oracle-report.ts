// What the oracle says: one check for each invariant, with what it counted and what it found.

/** The invariants, by the numbers they are known by. */
export type InvariantId = `I${1 | 2 | 3 | 4 | 5 | 6 | 7 | 8 | 9 | 10 | 11 | 12 | 13 | 14 | 15 | 16 | 17}`;

/** Most violations of one check that are written out; the rest is counted in a last line. */
export const MAX_LISTED = 50;

/** The judgement of one invariant. */
export interface Check {
  readonly id: InvariantId;
  readonly name: string;
  /** What is wrong, in sentences with ids; at most `MAX_LISTED` and one. */
  readonly violations: readonly string[];
  /** How many facts were looked at: a check that counted 0 has seen nothing. */
  readonly counted: number;
  /** What would be needed to judge it, or null when it was judged. */
  readonly notJudged: string | null;
}

/** All judgements. `content` when none of those that were judged found anything. */
export interface OracleReport {
  readonly content: boolean;
  readonly checks: readonly Check[];
}

/** Collects what one check counts and finds. */
export interface Finding {
  count(facts?: number): void;
  found(violation: string): void;
}

/** A judged invariant. */
export function judged(id: InvariantId, name: string, judge: (finding: Finding) => void): Check {
  const violations: string[] = [];
  let counted = 0;
  let more = 0;
  judge({
    count: (facts = 1) => void (counted += facts),
    found: (violation) => void (violations.length < MAX_LISTED ? violations.push(violation) : more++),
  });
  return { id, name, violations: more === 0 ? violations : [...violations, `and ${more} more`], counted, notJudged: null };
}

/** An invariant that cannot be judged, with what is missing; it never counts as passed. */
export function notJudged(id: InvariantId, name: string, needs: string): Check {
  return { id, name, violations: [], counted: 0, notJudged: `not judged: needs ${needs}` };
}

/** The ids of the checks that complain, in order. */
export function complaining(report: OracleReport): readonly InvariantId[] {
  return report.checks.filter((check) => check.violations.length > 0).map((check) => check.id);
}

/** The report as a table for people. */
export function printed(report: OracleReport): string {
  const lines = report.checks.flatMap((check) => [`${check.id.padEnd(4)}${verdictOf(check).padEnd(12)}${String(check.counted).padStart(8)}  ${check.name}${noteOf(check)}`, ...check.violations.map((one) => `      - ${one}`)]);
  return [`    verdict      counted  invariant`, ...lines, report.content ? 'content' : 'NOT CONTENT', ''].join('\n');
}

function verdictOf(check: Check): string {
  if (check.notJudged !== null) return 'not judged';
  return check.violations.length === 0 ? 'holds' : 'VIOLATED';
}

function noteOf(check: Check): string {
  return check.notJudged === null ? '' : ` (${check.notJudged})`;
}
