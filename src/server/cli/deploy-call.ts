// The calls of `switchyard deploy`: the project by its path, then the document as an upload.
import { DeployRefused } from './deploy-refused.ts';

/** What to deploy, where, and as whom. */
export interface Deploying {
  /** Address of the server, without a slash at its end. */
  readonly server: string;
  readonly key: string | null;
  readonly document: Blob;
  readonly name?: string | undefined;
  /** Path of the project. */
  readonly project?: string | undefined;
  readonly description?: string | undefined;
  readonly isDefault?: boolean | undefined;
  readonly followsLatest?: boolean | undefined;
}

/** What came of it: everything that is wrong, each with its place, or where it is served. */
export type Deployed =
  | { readonly faults: readonly string[] }
  | { readonly faults: null; readonly name: string; readonly address: string; readonly version: number; readonly isSame: boolean; readonly isDefault: boolean };

/** Longest time for the server to answer, ms: an upload of a megabyte over a slow line, and its checks. */
export const ANSWER_MS = 120_000;

const MUTATION = `mutation ($input: DeployWorkflowInput!) { deployWorkflow(input: $input) {
  outcome deployment { name path isDefault workflowVersion { number } } userErrors { message path }
} }`;

interface DeployPayload {
  readonly outcome: string;
  readonly deployment: { readonly name: string; readonly path: string; readonly isDefault: boolean; readonly workflowVersion: { readonly number: number } | null } | null;
  readonly userErrors: readonly { readonly message: string; readonly path: readonly string[] | null }[];
}

/** Deploys. Throws DeployRefused when the server cannot be reached, or does not let the caller. */
export async function deployDocument(deploying: Deploying): Promise<Deployed> {
  const { document, name, description, isDefault, followsLatest } = deploying;
  const projectId = deploying.project === undefined ? undefined : await projectAt(deploying, deploying.project);
  const input = { file: null, name, description, isDefault, followsLatest, projectId };
  const form = new FormData();
  form.set('operations', JSON.stringify({ query: MUTATION, variables: { input } }));
  form.set('map', JSON.stringify({ document: ['variables.input.file'] }));
  form.set('document', document, 'workflow.json');
  const { deployWorkflow } = await asked<{ readonly deployWorkflow: DeployPayload }>(deploying, form);
  const { outcome, deployment, userErrors } = deployWorkflow;
  if (userErrors.length > 0) return { faults: userErrors.map(faultText) };
  if (deployment === null) throw new DeployRefused('the server has taken the document, but does not show the deployment: it was deleted in this moment');
  const { path, workflowVersion } = deployment;
  return { faults: null, name: deployment.name, address: `${deploying.server}${path}`, version: workflowVersion?.number ?? 0, isSame: outcome === 'NOOP', isDefault: deployment.isDefault };
}

async function projectAt(deploying: Deploying, path: string): Promise<string> {
  const body = JSON.stringify({ query: 'query ($path: String!) { projects(first: 1, filter: { path: { eq: $path } }) { nodes { id } } }', variables: { path } });
  const { projects } = await asked<{ readonly projects: { readonly nodes: readonly { readonly id: string }[] } }>(deploying, body);
  const [found] = projects.nodes;
  if (found === undefined) throw new DeployRefused(`--project ${path}: there is no such project for this key; make it by createProject, or name another`);
  return found.id;
}

async function asked<Data>({ server, key }: Deploying, body: string | FormData): Promise<Data> {
  const headers = { 'apollo-require-preflight': 'true', ...(typeof body === 'string' ? { 'content-type': 'application/json' } : {}), ...(key === null ? {} : { authorization: `Bearer ${key}` }) };
  const answer = await fetched(`${server}/graphql`, { method: 'POST', headers, body, redirect: 'error', signal: AbortSignal.timeout(ANSWER_MS) });
  const text = await answer.text();
  const read = parsed(text) as { readonly data?: Data | null; readonly errors?: readonly { readonly message: string }[]; readonly message?: string } | null;
  if (read?.data != null && (read.errors?.length ?? 0) === 0) return read.data;
  const why = read?.errors?.map(({ message }) => message).join('; ') ?? read?.message ?? text.slice(0, 500);
  throw new DeployRefused(`${server} answered ${answer.status}: ${why}${answer.status === 401 && key === null ? '; give --key-file FILE' : ''}`);
}

async function fetched(url: string, init: RequestInit): Promise<Response> {
  try {
    return await fetch(url, init);
  } catch (error) {
    const { cause, message } = error as Error;
    throw new DeployRefused(`${url} cannot be reached (${cause instanceof Error ? cause.message : message}): is the server up, and --server its address?`, { cause: error });
  }
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null; // a page of a proxy in between: the caller shows its beginning
  }
}

/** `input` and the field are words of the API; what stands behind them is the place in the document. */
function faultText({ message, path }: { readonly message: string; readonly path: readonly string[] | null }): string {
  const place = (path ?? []).slice(1).filter((part, i) => i > 0 || part !== 'file').join('.');
  return place === '' || message.startsWith(place) ? message : `${place}: ${message}`;
}
