// Who may do what, as reviewed: every operation and every route is here, or the matrix fails. One line adds one.
import { CLEARML_CALLS } from '../../src/api/rest/clearml/call-book.ts';
import { CALL_ROUTE } from '../../src/api/rest/clearml/transport/call-path.ts';
import { PERSON_ROLES, type PersonRole } from '../../src/domain/access.ts';

/**
 * anybody = without being anyone; caller = whoever is somebody; a role = that one or a greater one, in some project at least;
 * everywhere = the role in every project; runner = a key of the service role, or of an admin everywhere; credential = whoever comes with something
 * else than a session; session = whoever comes with one; client = an access key as Basic, the way of OAuth; clearml = an access key in
 * either way, or a token of that dialect, with the role or a greater one, and anybody when there is no role; ikomia = an access key as
 * Bearer, or with a role also a token for that deployment, with the role or a greater one. To who has grants elsewhere it all is absent, not forbidden.
 */
export type Rule = 'anybody' | 'caller' | 'runner' | PersonRole | `${PersonRole} everywhere` | 'credential' | 'session' | 'client' | 'clearml' | `clearml ${PersonRole}` | 'ikomia' | `ikomia ${PersonRole}`;

/** The names of operations by their rule. */
export type ByRule = Readonly<Partial<Record<Rule, readonly string[]>>>;

/** Fields of Query. */
export const QUERIES: ByRule = {
  caller: ['rateLimit', 'viewer'],
  viewer: [
    'algorithm', 'algorithms', 'deck', 'decks', 'deployment', 'deployments', 'draft', 'eventCursor', 'events', 'file', 'files', 'locks', 'metricSeries', 'model', 'models', 'node', 'nodes', 'project', 'projects', 'queue', 'queues', 'run', 'runner', 'runners', 'runs',
    'task', 'tasks', 'validateRun', 'validateWorkflow', 'workflow', 'workflows',
    // Without an argument about the caller alone; about others see below.
    'accessKeys', 'sessions', 'user',
  ],
  operator: ['webhooks'],
  'admin everywhere': ['auditEntries', 'users'],
};

/** Fields of Mutation. */
export const MUTATIONS: ByRule = {
  viewer: ['createAccessKey', 'changePassword', 'revokeAccessKey', 'revokeSession'],
  operator: [
    'abortRun', 'abortTask', 'acquireLock', 'addQueueBarrier', 'answerInput', 'cloneRun', 'cloneTask', 'closeTask', 'createProject', 'createRun', 'createTask', 'deleteDeployment', 'deleteFile', 'deleteTask', 'deployWorkflow',
    'dequeueTask', 'drainQueue', 'editTask', 'enqueueRun', 'enqueueTask', 'finishRun', 'forceTask', 'keepFile', 'killTask', 'moveQueueItems', 'pauseQueue', 'pauseRun', 'pauseTask',
    'publishTask', 'releaseLock', 'removeQueueBarrier', 'renameQueueItem', 'resetTask', 'resumeQueue', 'resumeRun', 'resumeTask', 'retryRun', 'retryTask', 'runDeployment', 'runNow', 'saveDraft',
    'saveWorkflow', 'stopTask', 'updateDeployment', 'uploadFile', 'createWebhook', 'deleteWebhook', 'testWebhook', 'updateWebhook',
  ],
  admin: ['deleteQueue', 'updateQueue'],
  'operator everywhere': ['createQueue'],
  'admin everywhere': ['createUser', 'putGrant', 'removeGrant', 'setPassword', 'updateUser'],
};

/** Fields of Subscription. */
export const SUBSCRIPTIONS: ByRule = {
  viewer: ['events', 'metricSeries', 'phaseChanges', 'queueChanges', 'runnerStatus', 'stepChanges', 'taskLog'],
};

/** Operations whose rule depends on what they are given. */
export const DEPENDING: ByRule = {
  'operator everywhere': [
    'mutation { acquireLock(input: { scope: { kind: DECK, deck: "no such deck" } }) { outcome userErrors { code message } } }',
    'mutation { acquireLock(input: { scope: { kind: QUEUE, queueId: "UXVldWU6MDE5YTAwMDAtMDAwMC03MDAwLTgwMDAtMDAwMDAwMDAwMDAw" } }) { outcome userErrors { code message } } }',
  ],
  'admin everywhere': [
    '{ user(id: "019a0000-0000-7000-8000-000000000000") { name } }',
    '{ accessKeys(userId: "019a0000-0000-7000-8000-000000000000") { id } }',
    '{ sessions(userId: "019a0000-0000-7000-8000-000000000000") { id } }',
    'mutation { createAccessKey(input: { role: VIEWER, label: "x", userId: "019a0000-0000-7000-8000-000000000000" }) { outcome userErrors { code message } } }',
  ],
};

/** A call of a route that changes nothing. */
export interface ExpectedRoute {
  readonly rule: Rule;
  readonly method?: 'GET' | 'HEAD' | 'POST' | 'PUT' | 'DELETE';
  /** As the server itself lists it; those that end in `*` stand for all below. */
  readonly route: string;
  /** The path to ask for, when the route is the beginning of many. */
  readonly path?: string;
  readonly type?: string;
  readonly body?: string;
}

const NO_RUN = '019a0000-0000-7000-8000-000000000000';
const BLOB = '/blobs/RmlsZTowMTlhMDAwMC0wMDAwLTcwMDAtODAwMC0wMDAwMDAwMDAwMDA';

/** Every route with its methods; what ends the caller's session stands last. */
export const ROUTES: readonly ExpectedRoute[] = [
  ...['/', '/healthz', '/readyz', '/oidc/.well-known/openid-configuration', '/oidc/jwks'].flatMap((route) => [{ route, rule: 'anybody' }, { route, rule: 'anybody', method: 'HEAD' }] as const),
  { route: '/metrics', rule: 'caller' },
  { route: '/events', rule: 'viewer' },
  { route: '/graphql', rule: 'caller', method: 'POST', body: '{"query":"{ __typename }"}' },
  { route: '/dispatch/*', rule: 'runner', method: 'POST', path: '/dispatch/session', body: '{}' },
  { route: '/blobs/*', rule: 'viewer', path: BLOB },
  { route: '/blobs/*', rule: 'viewer', path: BLOB, method: 'HEAD' },
  { route: '/blobs/*', rule: 'viewer', path: `${BLOB}/entries` },
  { route: '/blobs/*', rule: 'viewer', path: `${BLOB}/entries/a.txt` },
  { route: '/oidc/token', rule: 'client', method: 'POST', type: 'application/x-www-form-urlencoded', body: 'grant_type=client_credentials' },
  { route: CALL_ROUTE, rule: 'clearml', method: 'POST', path: '/debug.ping' },
  { route: '/clearml-files', rule: 'clearml viewer' },
  { route: '/clearml-files', rule: 'clearml operator', method: 'POST', body: '{}' },
  { route: '/clearml-files/*', rule: 'clearml viewer', path: '/clearml-files/no/such/file' },
  { route: '/clearml-files/*', rule: 'clearml viewer', path: '/clearml-files/no/such/file', method: 'HEAD' },
  { route: '/clearml-files/*', rule: 'clearml operator', path: '/clearml-files/no/such/file', method: 'DELETE' },
  { route: '/clearml-files/*', rule: 'clearml operator', path: '/clearml-files/delete_many', method: 'POST', body: '{}' },
  { route: '/workflow', rule: 'ikomia viewer' },
  { route: '/workflow', rule: 'ikomia viewer', method: 'HEAD' },
  { route: '/api/*', rule: 'ikomia operator', path: '/api/run', method: 'PUT', body: '{}' },
  { route: '/api/*', rule: 'ikomia viewer', path: `/api/results/${NO_RUN}` },
  { route: '/api/*', rule: 'ikomia viewer', path: `/api/runs/${NO_RUN}` },
  { route: '/deployments/*', rule: 'ikomia viewer', path: '/deployments/count-beads/workflow' },
  { route: '/deployments/*', rule: 'ikomia operator', path: '/deployments/count-beads/api/run', method: 'PUT', body: '{}' },
  { route: '/v1/projects/jwt', rule: 'ikomia', path: '/v1/projects/jwt/' },
  { route: '/v1/objects/*', rule: 'ikomia viewer', path: '/v1/objects/' },
  { route: '/v1/objects/*', rule: 'ikomia operator', path: '/v1/objects/', method: 'POST', body: '{}' },
  { route: '/v1/objects/*', rule: 'ikomia operator', path: '/v1/objects/no/such', method: 'PUT', body: '{}' },
  { route: '/v1/objects/*', rule: 'ikomia operator', path: '/v1/objects/no/such?exact=false', method: 'DELETE' },
  { route: '/v1/presigned-urls/*', rule: 'ikomia viewer', path: `/v1/presigned-urls/download/${NO_RUN}` },
  { route: '/v1/presigned-urls/*', rule: 'ikomia viewer', path: `/v1/presigned-urls/download/${NO_RUN}`, method: 'PUT', body: '{}' },
  { route: '/v1/infos', rule: 'ikomia viewer' },
  { route: '/session', rule: 'credential', method: 'POST' },
  { route: '/session', rule: 'caller' },
  { route: '/session', rule: 'session', method: 'DELETE' },
];

/** Calls of the runners' protocol, as the server itself lists them. */
export const DISPATCH_CALLS: ByRule = { runner: ['session', 'claim', 'beat', 'report', 'history', 'file'] };

/** Reviewed: the calls of ClearML that anybody may make, and those that admins alone may. All that only look need the role viewer, the others operator. */
export const CLEARML_RULES = {
  anybody: ['auth.fixed_users_mode', 'debug.ping', 'login.supported_modes', 'server.info'],
  admin: ['auth.create_user', 'auth.edit_user', 'auth.validate_token'],
  /** Change nothing, or nothing but what is the caller's own. */
  viewer: /\.(get|peek)_(?!next_task$)|^auth\.(login|logout|create_credentials|revoke_credentials)$|^events\.(scalar_metrics_iter_\w+|vector_metrics_iter_\w+|debug_images|plots|multi_task_\w+|next_\w+|download_task_log)$/,
} as const;

/** Every form of every call, asked for with a body that is none: whoever is let in is refused for that, and nothing is changed. */
export const CLEARML_ROUTES: readonly ExpectedRoute[] = CLEARML_CALLS.map(({ name, since, role }) => ({
  route: CALL_ROUTE, path: `/v${since}/${name}`, method: 'POST', body: '{', rule: role === 'OPEN' ? 'clearml' : `clearml ${PERSON_ROLES.find((one) => one === role)!}`,
}));

/** Looks at a password, which takes a tenth of a second by design: asked for by each role in one way. */
export const SLOW = 'changePassword';

/** What to write into an input beside what must be in it, so that whoever is let in is refused for another reason: nothing is to change. */
export const HARMLESS: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  acquireLock: { scope: '{ kind: PROJECT, projectId: "x" }' },
  createAccessKey: { label: '""' },
  createProject: { path: '"no path"' },
  createQueue: { name: '"default"', accepts: '[COMMAND]' },
  createRun: { projectId: '"x"' },
  createTask: { projectId: '"x"' },
  createUser: { name: '""' },
  deployWorkflow: { projectId: '"x"' },
  runDeployment: { deployment: '"no such deployment"' },
  saveDraft: { ifVersion: '-1' },
  saveWorkflow: { projectId: '"x"' },
  uploadFile: { file: '$file', projectId: '"x"' },
};
