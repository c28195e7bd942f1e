// A client as users write them: it repeats a command with the same request id until somebody has answered.

/** What every payload tells. */
export interface Payload {
  readonly userErrors: readonly { readonly message: string; readonly code?: string }[];
}

/** One client; it has one command under way at a time. */
export class PersistentClient {
  /** Commands that were answered, and answers that were lost or refused because the server was not there. */
  answered = 0;
  repeated = 0;
  isWaiting = false;
  readonly #url: string;
  readonly #name: string;
  #requests = 0;

  constructor(url: string, name: string) {
    this.#url = url;
    this.#name = name;
  }

  /** The request id of the command that was sent last; empty before the first. */
  get requestId(): string {
    return this.#requests === 0 ? '' : `${this.#name}-${this.#requests}`;
  }

  /** Sends the mutation of that name with its input, like `command`; `shown`: what to select of its payload. */
  act<T extends Payload & { readonly outcome: string }>(field: string, input: object, shown = ''): Promise<T> {
    const type = `${field[0]!.toUpperCase()}${field.slice(1)}Input!`;
    return this.command<T>(`mutation ($input: ${type}) { ${field}(input: $input) { outcome userErrors { code message } ${shown} } }`, input);
  }

  /** Sends a mutation of one field until it is answered; throws on every answer that repeating cannot mend. */
  async command<T extends Payload>(mutation: string, input: object, withinMs = 60_000): Promise<T> {
    this.#requests += 1;
    const body = JSON.stringify({ query: mutation, variables: { input: { ...input, requestId: this.requestId } } });
    const deadline = performance.now() + withinMs;
    this.isWaiting = true;
    try {
      for (;;) {
        const answer = await this.#try(body);
        if (answer !== null) return this.#payloadOf<T>(answer);
        if (performance.now() > deadline) throw new Error(`no answer within ${withinMs} ms: ${body}`);
        this.repeated += 1;
        await new Promise((resolve) => setTimeout(resolve, 20));
      }
    } finally {
      this.isWaiting = false;
    }
  }

  async #try(body: string): Promise<string | null> {
    try {
      const response = await fetch(`${this.#url}/graphql`, { method: 'POST', headers: { 'content-type': 'application/json', accept: 'application/graphql-response+json' }, body });
      const text = await response.text();
      return response.status >= 500 ? null : text;
    } catch {
      return null; // refused or cut off: whether the command was carried out is not known, which is what the request id is for
    }
  }

  #payloadOf<T extends Payload>(answer: string): T {
    const { data, errors } = JSON.parse(answer) as { data?: Record<string, T> | null; errors?: object };
    const payload = data ? Object.values(data)[0] : undefined;
    if (errors || !payload) throw new Error(`the API answered ${answer}`);
    this.answered += 1;
    return payload;
  }
}
