// GET /v1/projects/jwt/: a token for one deployment, for the holder of an access key.
import { deploymentNamed } from '../../../../engine/read/deployment.read.ts';
import type { IkomiaContext, IkomiaExchange } from '../ikomia-context.ts';
import { fault, IkomiaError } from '../ikomia-error.ts';
import { answerJson } from '../transport/ikomia-answer.ts';
import { calledAddress } from '../transport/called-address.ts';
import { flagOf } from '../transport/query-flag.ts';
import { endpointTarget } from './endpoint.ts';
import { holderOfKey } from './who-calls.ts';

/** Answers with the token. Throws 401, 404 when the address is that of no deployment for the caller, and 422 without an address. */
export async function answerToken({ engine, authenticator, tokens, settings }: IkomiaContext, exchange: IkomiaExchange): Promise<void> {
  const { req, notes, query } = exchange;
  const caller = await holderOfKey(authenticator, req);
  if (notes) notes.keyId = caller.keyId;
  const storage = flagOf(query, 'storage');
  const endpoint = query.get('endpoint');
  if (endpoint === null || endpoint === '') throw fault(['query', 'endpoint'], 'the address of the deployment is required', 'missing');
  const target = endpointTarget(endpoint, ownAddresses(settings.publicUrl, calledAddress(req)));
  const found = target === null ? null : await deploymentNamed(engine, caller.actor, target.deployment);
  if (found === null) throw new IkomiaError(404, `no deployment has the address ${JSON.stringify(endpoint.slice(0, MAX_SHOWN).toWellFormed())}: it is the address of this server, with /deployments/<name> behind it unless it is the default one`);
  const { tokenSeconds: seconds } = settings;
  const token = await tokens.issue(caller, { scope: { deploymentId: found.id, storage }, seconds });
  answerJson(exchange, 200, { body: { id_token: token, access_token: token, token_type: 'Bearer', expires_in: seconds, scope: 'openid consume', refresh_token: '' } });
}

/** Longest address that is repeated. */
const MAX_SHOWN = 200;

function ownAddresses(publicUrl: string | null, called: string): readonly string[] {
  return publicUrl === null ? [called] : [publicUrl, called];
}
