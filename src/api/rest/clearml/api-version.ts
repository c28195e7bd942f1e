// Versions of the ClearML API: two numbers that are compared one by one, so that 2.10 comes behind 2.9.

/** A version, `2.9` being `{ major: 2, minor: 9 }`. */
export interface ApiVersion {
  readonly major: number;
  readonly minor: number;
}

/** The version of a text like `2.9` or `999.0`; null when it is none. A lone number such as `23` has the minor 0. */
export function parseVersion(text: string): ApiVersion | null {
  const match = /^(\d{1,6})(?:\.(\d{1,6}))?$/.exec(text);
  return match === null ? null : { major: Number(match[1]), minor: Number(match[2] ?? 0) };
}

/** The version of a text that we wrote ourselves, which is read once; throws when it is none. */
export function versionOf(text: string): ApiVersion {
  const known = OURS.get(text);
  if (known !== undefined) return known;
  const version = parseVersion(text);
  if (version === null) throw new Error(`${text} is no version of the API`);
  OURS.set(text, version);
  return version;
}

/** Negative, zero or positive as `a` is older than, the same as or newer than `b`. */
export function compareVersions(a: ApiVersion, b: ApiVersion): number {
  return a.major - b.major || a.minor - b.minor;
}

/** Whether `version` is at least `least`, written like `2.9`. */
export function isAtLeast(version: ApiVersion, least: string): boolean {
  return compareVersions(version, versionOf(least)) >= 0;
}

// Of what is written in our code and settings: views compare with it for every field of every row.
const OURS = new Map<string, ApiVersion>();
