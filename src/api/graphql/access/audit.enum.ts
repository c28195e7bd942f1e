// Closed sets of the audit.
import { AUDIT_OUTCOMES } from '../../../domain/audit/audit-entry.ts';
import { AUDIT_TARGET_KINDS } from '../../../domain/audit/audit-target.ts';
import { TRANSPORTS } from '../../../domain/call.ts';
import { stringEnum } from '../string-enum.ts';

/** What came of a command. */
export const AuditOutcomeEnum = stringEnum('AuditOutcome', AUDIT_OUTCOMES, {
  description: 'What came of a command.',
  values: {
    ACCEPTED: 'It took effect.',
    NOOP: 'Nothing needed doing: it was already so.',
    REFUSED: 'Nothing was done, because of how things stood; `code` says why.',
    DENIED: 'Nothing was done, because the caller lacked the role, the project, or the key of a lock; `code` says which.',
  },
});

/** Kinds of things that commands act on. */
export const AuditTargetKindEnum = stringEnum('AuditTargetKind', AUDIT_TARGET_KINDS, {
  description: 'Kinds of things that commands act on.',
  values: {
    PROJECT: 'A project.', WORKFLOW: 'A workflow.', RUN: 'A run.', TASK: 'A task.', QUEUE: 'A queue.', QUEUE_ITEM: 'A place in a queue.', DECK: 'A deck, by its name.', FILE: 'A file.', MODEL: 'A model.', DEPLOYMENT: 'A deployment.', WEBHOOK: 'A webhook.',
    DRAFT: 'The draft of a user, by the id of the user.', USER: 'A user.', ACCESS_KEY: 'An access key.', SESSION: 'A session of a user.', LOCK: 'A lock on a part of the lab.',
  },
});

/** Ways in. */
export const TransportEnum = stringEnum('Transport', TRANSPORTS, {
  description: 'The way by which a call came in.',
  values: {
    HTTP: 'GraphQL over HTTP.', WEBSOCKET: 'GraphQL over a WebSocket.', STREAM: 'An event stream.', REST: 'A route of another API.', DISPATCH: 'The calls of runners.', COMMAND_LINE: 'The command line.', INSIDE: 'The server itself.',
  },
});
