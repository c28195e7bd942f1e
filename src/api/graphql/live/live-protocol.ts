// The sub-protocol graphql-transport-ws over our operations: queries and mutations are executed, subscriptions join groups.
import { type ExecutionResult, type FormattedExecutionResult, GraphQLError } from 'graphql';
import { makeServer, type Server, type SubscribePayload } from 'graphql-ws';
import type { Admission } from './live-admission.ts';
import type { KeyPlaces } from './key-places.ts';
import { graphqlErrorOf } from './live-error.ts';
import type { LiveSubscriber } from './live-subscriber.ts';
import { type IntakeParts, type LiveArgs, takeOperation } from './operation-intake.ts';
import { noAnswer } from './socket/socket-operations.ts';
import type { OperationWatch } from './watch/operation-watch.ts';
import type { SocketSession } from './socket/socket-session.ts';

/** What the protocol works with. */
export interface ProtocolParts extends IntakeParts {
  readonly authorise: (init: Readonly<Record<string, unknown>>, session: SocketSession) => Promise<Admission | null>;
  /** Connections of each key. */
  readonly connections: KeyPlaces;
  readonly watch: OperationWatch;
}

/** A protocol server; `opened` is given each new socket with its session. */
export function liveProtocol(parts: ProtocolParts): Server<SocketSession> {
  const { watch } = parts;
  const formatted = (errors: readonly unknown[], payload: SubscribePayload) => errors.map((error) => parts.tools.formatError(unwrapped(error), watch.idOf(payload)));
  return makeServer<Record<string, unknown> | undefined, SocketSession>({
    connectionInitWaitTimeout: parts.limits.initTimeoutMs,
    onConnect: async ({ connectionParams, extra: session }) => {
      const admission = await parts.authorise(connectionParams ?? {}, session);
      return admission !== null && session.admit(admission, parts.connections);
    },
    onSubscribe: async ({ extra: session, subscriptions }, id, payload) => {
      const taken = await takeOperation(parts, { id, payload, session, running: Object.keys(subscriptions).length, notes: watch.begin(payload, session) });
      if ('document' in taken && taken.subscriber !== null) watch.answered(payload);
      return taken;
    },
    execute: (args) => executeWanted(parts, args as LiveArgs),
    subscribe: (args) => startSubscriber(args as LiveArgs),
    onNext: (...[, , payload, args, { errors, ...result }]) => {
      const told = errors ? { errors: formatted(errors, payload) } : {};
      if ((args as LiveArgs).subscriber === null) watch.answered(payload, told.errors);
      return { ...result, ...told } as FormattedExecutionResult;
    },
    onError: (...[, , payload, errors]) => {
      const told = formatted(errors, payload);
      watch.answered(payload, told);
      return told;
    },
  });
}

async function executeWanted({ tools, traced }: ProtocolParts, args: LiveArgs): Promise<ExecutionResult> {
  const result = await (traced ? traced({ name: 'GraphQL operation', isServer: true }, async () => tools.execute(args)) : tools.execute(args));
  return args.isWanted?.() === false ? await noAnswer() : result;
}

function startSubscriber({ subscriber }: LiveArgs): LiveSubscriber {
  if (!subscriber) throw new Error('only a subscription can be subscribed to');
  return subscriber().start();
}

// The protocol wraps what an iterator throws, and knows no place for it; the codes and the cause are in the error that was thrown. An
// error with a place is graphql's own and says more than what it wraps: which variable it was.
function unwrapped(error: unknown): GraphQLError {
  const given = graphqlErrorOf(error);
  return given.originalError instanceof GraphQLError && given.nodes === undefined ? given.originalError : given;
}
