// A client that knows the addresses of several servers: a command that was not answered is repeated at the next one, with its request id.

/** How tries ended that brought no answer. */
export interface Troubles {
  /** Nobody listens at the address. */
  refused: number;
  /** 503 with the code UNAVAILABLE: the clean way to say that another server should be asked. */
  unavailable: number;
  /** The connection ended before an answer: most often a kept one that the server closed in the moment in which it was used again. */
  cut: number;
}

/** One client; it has one command under way at a time. */
export class RoamingClient {
  readonly troubles: Troubles = { refused: 0, unavailable: 0, cut: 0 };
  readonly #urls: readonly string[];
  readonly #name: string;
  #at = 0;
  #requests = 0;

  constructor(urls: readonly string[], name: string) {
    this.#urls = urls;
    this.#name = name;
  }

  /** Sends a mutation of one field until it is answered; throws on every answer but a payload without errors of the user, or a clean refusal. */
  async command<T extends { readonly userErrors: readonly object[] }>(mutation: string, input: object, withinMs = 30_000): Promise<T> {
    const body = JSON.stringify({ query: mutation, variables: { input: { ...input, requestId: `${this.#name}-${++this.#requests}` } } });
    const deadline = performance.now() + withinMs;
    for (;;) {
      const answer = await this.#try<T>(this.#urls[this.#at]!, body);
      if (answer) return answer;
      if (performance.now() > deadline) throw new Error(`no server has answered within ${withinMs} ms: ${JSON.stringify(this.troubles)}`);
      this.#at = (this.#at + 1) % this.#urls.length;
      await new Promise((resolve) => setTimeout(resolve, 10));
    }
  }

  async #try<T extends { readonly userErrors: readonly object[] }>(url: string, body: string): Promise<T | null> {
    const response = await fetch(`${url}/graphql`, { method: 'POST', headers: { 'content-type': 'application/json', accept: 'application/graphql-response+json' }, body }).catch((error: unknown) => this.#lost(error));
    const text = await response?.text().catch((error: unknown) => this.#lost(error));
    if (!response || text === undefined || text === null) return null;
    const { data, errors, code } = JSON.parse(text) as { data?: Record<string, T> | null; errors?: readonly { readonly extensions: { readonly code: string } }[]; code?: string };
    if (response.status === 503 && (code ?? errors?.[0]?.extensions.code) === 'UNAVAILABLE') {
      this.troubles.unavailable += 1;
      return null;
    }
    const payload = data ? Object.values(data)[0] : undefined;
    if (errors || !payload || payload.userErrors.length > 0) throw new Error(`a server answered ${response.status} ${text}`);
    return payload;
  }

  #lost(error: unknown): null {
    const { code } = ((error as Error).cause ?? {}) as { code?: string };
    this.troubles[code === 'ECONNREFUSED' ? 'refused' : 'cut'] += 1;
    return null;
  }
}
