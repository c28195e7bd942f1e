// The limits of operations as the settings of the process have them.
import { readFileSync } from 'node:fs';
import type { GraphQLSchema } from 'graphql';
import type { LimitSettings } from '../api/graphql/limit/judgement.ts';
import { limitsOf, type OperationLimits } from '../api/graphql/limit/operation-limits.ts';
import { ManifestError } from '../api/graphql/limit/trusted-documents.ts';
import { ConfigError } from '../config.ts';

/** The settings behind them; those of the process fit. */
export interface OperationSettings extends LimitSettings {
  /** Path of the manifest; null = every document is executed. */
  readonly trustedDocuments: string | null;
}

/** The limits. Throws ConfigError for a manifest that cannot be read or used, with what is wrong with it. */
export function configuredLimits(schema: GraphQLSchema, { maxCost, ratePoints, operationSeconds, introspection, trustedDocuments }: OperationSettings): OperationLimits {
  try {
    const manifest = trustedDocuments === null ? null : readFileSync(trustedDocuments, 'utf8');
    return limitsOf({ schema, manifest, maxCost, ratePoints, operationSeconds, introspection });
  } catch (error) {
    const isOfTheFile = error instanceof ManifestError || (error as NodeJS.ErrnoException).syscall !== undefined;
    throw isOfTheFile ? new ConfigError(`SWITCHYARD_TRUSTED_DOCUMENTS=${trustedDocuments}: ${(error as Error).message}`, { cause: error }) : error;
  }
}
