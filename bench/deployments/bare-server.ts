// The same work written by hand: a route that smooths the picture and commits one row before it answers.
import type { AddressInfo } from 'node:net';
import Fastify from 'fastify';
import pg from 'pg';
import sharp from 'sharp';
import { JPEG, type RunReport, SIGMA } from './run-message.ts';

const [url] = process.argv.slice(2) as [string];
// Its connections stay while the other side is measured, as those of the other side do.
const pool = new pg.Pool({ connectionString: url, max: 16, idleTimeoutMillis: 0 });
await pool.query('CREATE TABLE IF NOT EXISTS smoothed (id uuid PRIMARY KEY DEFAULT uuidv7(), at timestamptz NOT NULL DEFAULT now(), picture text NOT NULL)');
sharp.cache(false);

const app = Fastify({ bodyLimit: 64 * 1_048_576 });
app.put<{ Body: RunBody }>('/api/run', ({ body }) => smoothed(body));
await app.listen({ port: 0, host: '127.0.0.1' });
process.once('disconnect', () => process.exit());
process.send!({ port: (app.server.address() as AddressInfo).port } satisfies RunReport);

interface RunBody {
  readonly inputs: readonly [{ readonly image: string }];
}

async function smoothed({ inputs: [{ image }] }: RunBody): Promise<readonly { readonly image: string }[]> {
  const smooth = await sharp(Buffer.from(image, 'base64')).autoOrient().blur({ sigma: SIGMA, precision: 'float', minAmplitude: 0.01 }).jpeg(JPEG).toBuffer();
  const picture = smooth.toString('base64');
  await pool.query({ name: 'keep', text: 'INSERT INTO smoothed (picture) VALUES ($1)', values: [picture] });
  return [{ image: picture }];
}
