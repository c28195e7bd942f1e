// Traces to an OpenTelemetry collector. Loaded only when there is one: the SDK is large, and nothing else here imports it.
import { AsyncLocalStorage } from 'node:async_hooks';
import { type Context, isSpanContextValid, ROOT_CONTEXT, type Span, SpanKind, SpanStatusCode, trace, TraceFlags, type Tracer } from '@opentelemetry/api';
import { OTLPTraceExporter } from '@opentelemetry/exporter-trace-otlp-http';
import { resourceFromAttributes } from '@opentelemetry/resources';
import { BatchSpanProcessor, TracerProvider } from '@opentelemetry/sdk-trace';
import type { OpenSpan, SpanPlan, TraceParent, Traced } from '../../domain/traced.ts';
import type { Tracing, TracingOptions } from './tracing.ts';

/** Spans that wait to be sent; more are dropped, so that a collector that is away costs memory only up to here. */
export const MAX_WAITING_SPANS = 4_096;
/** Spans of one message. */
export const BATCH_SPANS = 512;
/** Time between two messages, ms. */
export const BATCH_MS = 2_000;
/** Longest time a collector may take for a message, and the end of the server waits for the last ones, ms. */
export const EXPORT_MS = 5_000;
/** Longest text of an attribute, characters. */
const MAX_TEXT = 256;

/** Opens tracing; sends nothing yet. */
export function otlpTracing({ endpoint, headers, service, version }: TracingOptions): Tracing {
  const exporter = new OTLPTraceExporter({ url: `${endpoint}/v1/traces`, headers: headersOf(headers), timeoutMillis: EXPORT_MS, concurrencyLimit: 2 });
  const processor = new BatchSpanProcessor({ exporter, maxQueueSize: MAX_WAITING_SPANS, maxExportBatchSize: BATCH_SPANS, scheduledDelayMillis: BATCH_MS, exportTimeoutMillis: EXPORT_MS });
  const provider = new TracerProvider({
    resource: resourceFromAttributes({ 'service.name': service, 'service.version': version }),
    spanProcessors: [processor],
    spanLimits: { attributeValueLengthLimit: MAX_TEXT },
  });
  return { traced: tracedBy(provider.getTracer('switchyard', version)), close: () => closedInTime(provider) };
}

/** Makes spans children of the one under way, which async calls carry along. */
function tracedBy(tracer: Tracer): Traced {
  const current = new AsyncLocalStorage<Context>();
  return async (plan, work) => {
    const parent = contextOf(plan, current.getStore());
    const span = tracer.startSpan(plan.name, { kind: plan.isServer ? SpanKind.SERVER : SpanKind.INTERNAL, ...(plan.attributes ? { attributes: plan.attributes } : {}) }, parent);
    try {
      return await current.run(trace.setSpan(parent, span), () => work(openSpan(span)));
    } catch (error) {
      // Its name only: messages may quote what callers have sent.
      span.setStatus({ code: SpanStatusCode.ERROR, message: error instanceof Error ? error.name : 'error' });
      throw error;
    } finally {
      span.end();
    }
  };
}

function openSpan(span: Span): OpenSpan {
  return {
    traceId: span.spanContext().traceId,
    note: (attributes) => void span.setAttributes(attributes),
    fail: (code) => void span.setStatus({ code: SpanStatusCode.ERROR, message: code }),
  };
}

// A call from outside begins at its own parent or at none: connections are shared, so what runs there belongs to another call.
function contextOf({ isServer, parent }: SpanPlan, current: Context | undefined): Context {
  if (parent) return withParent(parent);
  return isServer ? ROOT_CONTEXT : (current ?? ROOT_CONTEXT);
}

function withParent({ traceId, spanId, sampled }: TraceParent): Context {
  const context = { traceId, spanId, isRemote: true, traceFlags: sampled ? TraceFlags.SAMPLED : TraceFlags.NONE };
  return isSpanContextValid(context) ? trace.setSpanContext(ROOT_CONTEXT, context) : ROOT_CONTEXT;
}

// `a=b,c=d`, values percent-encoded, as the settings of OpenTelemetry have it.
function headersOf(text: string | null): Record<string, string> {
  const pairs = (text ?? '').split(',').filter((pair) => pair !== '');
  return Object.fromEntries(pairs.map((pair) => [pair.slice(0, pair.indexOf('=')).trim(), decoded(pair.slice(pair.indexOf('=') + 1).trim())]));
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text; // a value that was written as it is
  }
}

async function closedInTime(provider: TracerProvider): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<void>((resolve) => { timer = setTimeout(resolve, EXPORT_MS); });
  // A collector that is away is no reason to fail an orderly end.
  const told = provider.shutdown().catch(() => {});
  await Promise.race([told, late]);
  clearTimeout(timer);
}
