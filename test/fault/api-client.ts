// GraphQL over HTTP as a plain client speaks it.

/** Sends one operation and gives back its data; throws with the server's errors. */
export async function callApi<T>(url: string, query: string, variables: object = {}): Promise<T> {
  const response = await fetch(`${url}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', accept: 'application/graphql-response+json' },
    body: JSON.stringify({ query, variables }),
  });
  const answer = (await response.json()) as { data?: T; errors?: unknown };
  if (answer.errors !== undefined || !answer.data) throw new Error(`the API answered ${response.status} ${JSON.stringify(answer.errors ?? answer)}`);
  return answer.data;
}
