// The root address: people are taken to the IDE, programs are told where things are.
import type { IncomingMessage } from 'node:http';
import type { Room } from './front-door.ts';
import { sendText } from './json-answer.ts';
import { isRead } from './probe.ts';

const TEXT = `Switchyard
  /graphql    GraphQL over HTTP and WebSocket (graphql-transport-ws); an IDE in a browser
  /events     the event log as server-sent events, for scripts: curl -N …/events?after=CURSOR
  /blobs/     bytes of files, by the url of a File
  /healthz    is the process alive
  /readyz     may it be sent work
  /metrics    figures for Prometheus
  /dispatch/  runners
  /session    POST signs in, GET tells who you are, DELETE signs out
  /oidc/      tokens for access keys, for programs that know OpenID only
`;

/** `/`: 302 to the IDE for browsers, else the list of addresses. */
export const landing: Room = (req, res) => {
  if (!isRead(req, res)) return;
  if (namesHtml(req)) sendText(res, 302, { text: 'see /graphql\n', headers: { location: '/graphql', vary: 'Accept, Origin' } });
  else sendText(res, 200, { text: TEXT, headers: { vary: 'Accept, Origin' } });
};

// Browsers name HTML when they navigate; programs send */* or nothing.
function namesHtml(req: IncomingMessage): boolean {
  return /\btext\/html\b/i.test(req.headers.accept ?? '');
}
