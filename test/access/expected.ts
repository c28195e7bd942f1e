// Who may do what, as reviewed: every operation and every route is here, or the matrix fails. One line adds one.
import type { PersonRole } from '../../src/domain/access.ts';

/** anybody = without being anyone; caller = whoever is somebody; runner = the service role, or an admin; else that role or a greater one. */
export type Rule = 'anybody' | 'caller' | 'runner' | PersonRole;

/** The names of operations by their rule. */
export type ByRule = Readonly<Partial<Record<Rule, readonly string[]>>>;

/** Fields of Query. */
export const QUERIES: ByRule = {
  caller: ['viewer'],
  viewer: [
    'deck', 'decks', 'draft', 'eventCursor', 'events', 'node', 'nodes', 'project', 'projects', 'queue', 'queues', 'run', 'runner', 'runners', 'runs',
    'task', 'tasks', 'validateRun', 'validateWorkflow', 'workflow', 'workflows',
  ],
};

/** Fields of Mutation. */
export const MUTATIONS: ByRule = {
  operator: [
    'abortRun', 'abortTask', 'addQueueBarrier', 'answerInput', 'cloneRun', 'cloneTask', 'closeTask', 'createProject', 'createRun', 'createTask', 'dequeueTask',
    'drainQueue', 'enqueueRun', 'enqueueTask', 'finishRun', 'forceTask', 'killTask', 'moveQueueItems', 'pauseQueue', 'pauseRun', 'pauseTask', 'publishTask',
    'removeQueueBarrier', 'renameQueueItem', 'resetTask', 'resumeQueue', 'resumeRun', 'resumeTask', 'retryRun', 'retryTask', 'runNow', 'saveDraft', 'saveWorkflow', 'stopTask',
  ],
  admin: ['createQueue', 'updateQueue'],
};

/** Fields of Subscription. */
export const SUBSCRIPTIONS: ByRule = {
  viewer: ['events', 'phaseChanges', 'queueChanges', 'runnerStatus', 'stepChanges', 'taskLog'],
};

/** A route with a call of it that changes nothing. */
export interface ExpectedRoute {
  readonly rule: Rule;
  readonly method?: 'GET' | 'POST' | 'PUT' | 'DELETE';
  /** The path to ask for, when the route is the beginning of many. */
  readonly path?: string;
  readonly body?: string;
}

/** Routes as the server itself lists them; those that end in `*` stand for all below. */
export const ROUTES: Readonly<Record<string, ExpectedRoute>> = {
  '/': { rule: 'anybody' },
  '/healthz': { rule: 'anybody' },
  '/readyz': { rule: 'anybody' },
  '/metrics': { rule: 'caller' },
  '/events': { rule: 'viewer' },
  '/graphql': { rule: 'caller', method: 'POST', body: '{"query":"{ __typename }"}' },
  '/dispatch/*': { rule: 'runner', method: 'POST', path: '/dispatch/session', body: '{}' },
};

/** Calls of the runners' protocol, as the server itself lists them. */
export const DISPATCH_CALLS: ByRule = { runner: ['session', 'claim', 'beat', 'report', 'history'] };

/** What to write into an input beside what must be in it, so that whoever is let in is refused for another reason: nothing is to change. */
export const HARMLESS: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  createProject: { path: '"no path"' },
  createQueue: { name: '""' },
  createRun: { projectId: '"x"' },
  createTask: { projectId: '"x"' },
  saveDraft: { projectId: '"x"' },
  saveWorkflow: { projectId: '"x"' },
};
