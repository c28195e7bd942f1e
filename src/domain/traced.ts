// The port to tracing: inner rooms run work inside spans without knowing whether anybody looks.

/** A span of somebody else that ours is a part of (W3C Trace Context). */
export interface TraceParent {
  /** 32 hexadecimal digits. */
  readonly traceId: string;
  /** 16 hexadecimal digits. */
  readonly spanId: string;
  readonly sampled: boolean;
}

/** What a span is called and how it came about; names come from closed sets, what callers say stands in attributes. */
export interface SpanPlan {
  readonly name: string;
  /** Whether the span answers a call from outside. @default false */
  readonly isServer?: boolean;
  /** @default the span under way, if any */
  readonly parent?: TraceParent | null;
  readonly attributes?: SpanAttributes;
}

/** Attributes by name. */
export type SpanAttributes = Readonly<Record<string, string | number | boolean>>;

/** A span under way. */
export interface OpenSpan {
  readonly traceId: string;
  note(attributes: SpanAttributes): void;
  /** Marks the span as failed; one whose work rejects is marked without that. */
  fail(code: string): void;
}

/** Runs work inside a span, which ends with it. Absent where there is no tracing: then nothing is loaded, made or measured. */
export type Traced = <T>(plan: SpanPlan, work: (span: OpenSpan) => Promise<T>) => Promise<T>;
