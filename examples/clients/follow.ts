// Follows every event of a server for ever: node follow.ts ws://127.0.0.1:4000/graphql place.txt [key]
import { existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs';

const [url = 'ws://127.0.0.1:4000/graphql', file = 'place.txt', key] = process.argv.slice(2);
const query = 'subscription ($after: String) { events(after: $after) { cursor event { kind at ... on TaskEvent { status task { id name } } } } }';
const keep = (cursor: string) => { writeFileSync(`${file}.new`, cursor); renameSync(`${file}.new`, file); };

const connection = () => new Promise<void>((over) => {
  const socket = new WebSocket(url, 'graphql-transport-ws');
  const say = (message: object) => socket.readyState === WebSocket.OPEN && socket.send(JSON.stringify(message));
  let heard = Date.now();
  const watch = setInterval(() => (Date.now() - heard < 30_000 ? say({ type: 'ping' }) : end()), 5_000);
  const end = () => { clearInterval(watch); socket.onmessage = socket.onclose = null; socket.close(); over(); };
  socket.onclose = ({ code, reason }) => { if (code >= 4400 && code < 4500) throw new Error(`closed with ${code} ${reason}`); end(); };
  socket.onopen = () => say({ type: 'connection_init', payload: key ? { Authorization: `Bearer ${key}` } : {} });
  socket.onmessage = ({ data }) => {
    heard = Date.now();
    const { type, payload } = JSON.parse(String(data));
    if (type === 'connection_ack') say({ id: '1', type: 'subscribe', payload: { query, variables: { after: existsSync(file) ? readFileSync(file, 'utf8') : null } } });
    else if (type === 'error') { resumeFrom(payload[0]); end(); }
    else if (type === 'next') { const { cursor, event } = payload.data.events; if (event) console.log(JSON.stringify(event)); keep(cursor); }
  };
});

const resumeFrom = ({ message, extensions: { code, resumeCursor, oldestCursor } }: { message: string; extensions: Record<string, string> }) => {
  if (resumeCursor ?? oldestCursor) keep((resumeCursor ?? oldestCursor)!);
  else if (code !== 'UNAVAILABLE') throw new Error(message);
};
for (;;) { await connection(); await new Promise((go) => setTimeout(go, 100 + 900 * Math.random())); }
