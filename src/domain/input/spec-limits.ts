// How large specs may be.

/** Limits of a command spec; `total` holds for specs of every kind, in characters of JSON. */
export const SPEC_LIMITS = { path: 4_096, argument: 131_072, arguments: 1_000, variables: 500, variable: 32_768, diff: 1_000_000, seconds: 31_536_000, total: 2_000_000, json: 65_536, requirements: 1_000_000 } as const;
