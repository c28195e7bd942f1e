// Tracing as the server sees it: there is none unless a collector is named.
import type { Config } from '../../config.ts';
import type { Traced } from '../../domain/traced.ts';

/** Where traces go. */
export interface TracingOptions {
  /** Base address of the collector; `/v1/traces` is added. */
  readonly endpoint: string;
  /** `name=value,…`, or null. */
  readonly headers: string | null;
  readonly service: string;
  readonly version: string;
}

/** Running tracing. */
export interface Tracing {
  readonly traced: Traced;
  /** Sends what waits, for a few seconds at most. */
  close(): Promise<void>;
}

/** Opens tracing when the settings name a collector; else nothing is loaded. */
export async function openTracing({ otelEndpoint, otelHeaders, otelService }: Pick<Config, 'otelEndpoint' | 'otelHeaders' | 'otelService'>, version: string): Promise<Tracing | null> {
  if (otelEndpoint === null) return null;
  const { otlpTracing } = await import('./otlp-tracing.ts');
  return otlpTracing({ endpoint: otelEndpoint, headers: otelHeaders, service: otelService, version });
}
