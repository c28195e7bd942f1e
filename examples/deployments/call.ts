// Calls the example deployment as any program would: sends the picture, waits for the result, writes what came back.
// Use: npx node examples/deployments/call.ts [ADDRESS OF THE DEPLOYMENT [FILE TO WRITE]]; SWITCHYARD_KEY=<key id>.<secret> where keys are needed
import { readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';

const [address = 'http://127.0.0.1:4000/deployments/count-beads', target = 'marked.jpg'] = process.argv.slice(2);
const key = process.env['SWITCHYARD_KEY'];
const headers = { 'content-type': 'application/json', ...(key === undefined ? {} : { authorization: `Bearer ${key}` }) };

/** What the deployment answers: the picture with its boxes, and what is in them. */
type Result = readonly [{ readonly image: string }, { readonly OBJECT_DETECTION: { readonly detections: readonly { readonly label: string }[] } }];

const picture = await readFile(path.join(import.meta.dirname, 'beads.jpg'));
const submitted = await call('/api/run', { method: 'PUT', body: JSON.stringify({ inputs: [{ image: picture.toString('base64') }] }) });
const run = (await submitted.json()) as string;
console.log(`run ${run}`);

const [marked, found] = await resultOf(run);
await writeFile(target, Buffer.from(marked.image, 'base64'));
console.log(`${found.OBJECT_DETECTION.detections.length} things found, marked in ${target}`);

/** Asks until there is a result; each answer is held until something changes, so that this is no busy wait. */
async function resultOf(run: string): Promise<Result> {
  for (;;) {
    const answer = await call(`/api/results/${run}?long=true`, {});
    if (answer.status === 200) return (await answer.json()) as Result;
    await answer.body?.cancel();
  }
}

async function call(route: string, init: RequestInit): Promise<Response> {
  const answer = await fetch(address.replace(/\/+$/, '') + route, { ...init, headers });
  if (!answer.ok) throw new Error(`${route} was answered ${answer.status}: ${await answer.text()}`);
  return answer;
}
