// Paths of deployments: what each asks for, and of which deployment.

/** What a path asks for. `deployment` null = the default one, which answers at the root. */
export type IkomiaPath =
  | { readonly kind: 'TOKEN' }
  | { readonly kind: 'STORAGE' }
  | { readonly kind: 'WORKFLOW' | 'RUN'; readonly deployment: string | null }
  | { readonly kind: 'RESULTS' | 'RECORD'; readonly deployment: string | null; readonly runId: string }
  | { readonly kind: 'NOTHING' };

/** The groups of paths by what lists of routes call them; every path of ours belongs to one. */
export const IKOMIA_ROUTES = ['/workflow', '/api/*', '/deployments/*', '/v1/projects/jwt', '/v1/objects/*', '/v1/presigned-urls/*', '/v1/infos'] as const;
/** A group of paths. */
export type IkomiaRoute = (typeof IKOMIA_ROUTES)[number];

const BELOW: Readonly<Record<IkomiaRoute, RegExp>> = {
  '/workflow': /^\/+workflow\/?$/,
  '/api/*': /^\/+api\//,
  '/deployments/*': /^\/deployments\//,
  '/v1/projects/jwt': /^\/v1\/projects\/jwt\/?$/,
  '/v1/objects/*': /^\/v1\/objects(?:\/|$)/,
  '/v1/presigned-urls/*': /^\/v1\/presigned-urls(?:\/|$)/,
  '/v1/infos': /^\/v1\/infos\/?$/,
};

/** The groups that are the storage, which has a room of its own. */
export const STORAGE_ROUTES: readonly IkomiaRoute[] = ['/v1/objects/*', '/v1/presigned-urls/*', '/v1/infos'];

/** Whether a path, without its query, is of that group. */
export function isOfRoute(route: IkomiaRoute, path: string): boolean {
  return BELOW[route].test(path);
}

/** Reads a path of ours without its query. A slash at the end makes no difference, and neither does one too many behind a base that ends in one. */
export function ikomiaPathOf(path: string): IkomiaPath {
  if (isOfRoute('/v1/projects/jwt', path)) return { kind: 'TOKEN' };
  if (STORAGE_ROUTES.some((route) => isOfRoute(route, path))) return { kind: 'STORAGE' };
  const named = /^\/deployments\/([^/]+)(\/.*)?$/.exec(path);
  const deployment = named === null ? null : named[1]!;
  const rest = (named === null ? path : (named[2] ?? '')).replace(/^\/+/, '/').replace(/\/$/, '');
  if (rest === '/workflow') return { kind: 'WORKFLOW', deployment };
  if (rest === '/api/run') return { kind: 'RUN', deployment };
  const run = /^\/api\/(results|runs)\/([^/]+)$/.exec(rest);
  if (run === null) return { kind: 'NOTHING' };
  return { kind: run[1] === 'results' ? 'RESULTS' : 'RECORD', deployment, runId: run[2]! };
}
