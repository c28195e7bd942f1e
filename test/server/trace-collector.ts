// A collector of OpenTelemetry traces: takes OTLP as JSON over HTTP and keeps the spans.
import { createServer, type IncomingHttpHeaders } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A span as it was sent. */
export interface SentSpan {
  readonly name: string;
  readonly traceId: string;
  readonly spanId: string;
  readonly parentSpanId?: string;
  readonly kind: number;
  readonly status: { readonly code: number; readonly message?: string };
  readonly attributes: readonly { readonly key: string; readonly value: Readonly<Record<string, unknown>> }[];
}

interface Sent {
  readonly resourceSpans: readonly { readonly resource: { readonly attributes: SentSpan['attributes'] }; readonly scopeSpans: readonly { readonly spans: readonly SentSpan[] }[] }[];
}

/** A running collector. */
export interface TraceCollector {
  readonly url: string;
  readonly spans: SentSpan[];
  /** Head of the last message. */
  readonly last: { headers: IncomingHttpHeaders; path: string; resource: Readonly<Record<string, unknown>> };
  close(): Promise<void>;
}

/** Starts one on a free port. */
export async function traceCollector(): Promise<TraceCollector> {
  const spans: SentSpan[] = [];
  const last: TraceCollector['last'] = { headers: {}, path: '', resource: {} };
  const server = createServer((req, res) => {
    const parts: Buffer[] = [];
    req.on('data', (part: Buffer) => parts.push(part)).on('end', () => {
      const { resourceSpans } = JSON.parse(Buffer.concat(parts).toString()) as Sent;
      Object.assign(last, { headers: req.headers, path: req.url, resource: attributesOf(resourceSpans[0]!.resource) });
      spans.push(...resourceSpans.flatMap(({ scopeSpans }) => scopeSpans.flatMap((scope) => scope.spans)));
      res.writeHead(200, { 'content-type': 'application/json' }).end('{}');
    });
  });
  await new Promise<void>((resolve) => { server.listen(0, '127.0.0.1', resolve); });
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, spans, last,
    close: () => new Promise((resolve) => {
      server.closeAllConnections();
      server.close(() => resolve());
    }),
  };
}

/** Attributes by name. */
export function attributesOf({ attributes }: Pick<SentSpan, 'attributes'>): Readonly<Record<string, unknown>> {
  return Object.fromEntries(attributes.map(({ key, value }) => [key, Object.values(value)[0]]));
}
