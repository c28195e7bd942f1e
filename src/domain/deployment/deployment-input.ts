// Reading what comes from outside of deployments: names, and the limits of their runs.
import { integerAt, invalid, optional, textAt, type InputPath } from '../input/check.ts';
import { DEPLOYMENT_LIMITS, DEPLOYMENT_NAME, type Deployment } from './deployment.ts';

/** What a deployment says of its runs. */
export type RunAllowance = Pick<Deployment, 'resultTtlSeconds' | 'timeoutSeconds' | 'memoryMib'>;

/** What may be said of it; null or absent = it stays as it is, or is what the server's settings say. */
export type AllowanceInput = { readonly [K in keyof RunAllowance]?: number | null | undefined };

/** What holds where neither a deployment nor the settings say anything: an hour, five minutes, a gibibyte. */
export const DEFAULT_ALLOWANCE: RunAllowance = { resultTtlSeconds: 3_600, timeoutSeconds: 300, memoryMib: 1_024 };

/** The name of a deployment. Throws INVALID. */
export function deploymentNameAt(value: unknown, path: InputPath): string {
  return textAt(value, path, { min: 1, max: 63, pattern: DEPLOYMENT_NAME, form: 'made of lower-case letters, digits and - (not at its ends), because it is part of addresses' });
}

/** What the input says, laid over what holds otherwise. Throws INVALID. */
export function allowanceAt(input: AllowanceInput, otherwise: RunAllowance): RunAllowance {
  const at = (key: keyof RunAllowance) => optional(input[key], (value) => integerAt(value, [key], DEPLOYMENT_LIMITS[key]), otherwise[key]);
  return { resultTtlSeconds: at('resultTtlSeconds'), timeoutSeconds: at('timeoutSeconds'), memoryMib: at('memoryMib') };
}

/** Its description for people; null = nothing was said. Throws INVALID. */
export function deploymentDescriptionAt(value: unknown): string | null {
  return optional(value, (text) => textAt(text, ['description'], { max: DEPLOYMENT_LIMITS.description }), null);
}

/** True or false; null = nothing was said. Throws INVALID. */
export function flagAt(value: unknown, path: InputPath): boolean | null {
  return optional(value, (flag) => (typeof flag === 'boolean' ? flag : invalid(path, 'must be true or false')), null);
}
