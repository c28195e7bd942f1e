// The deployment that a call is made to.
import { deploymentLately, deploymentNamed } from '../../../../engine/read/deployment.read.ts';
import type { IkomiaCall } from '../ikomia-context.ts';
import { IkomiaError } from '../ikomia-error.ts';

/** A deployment with what it serves. */
export type ServedDeployment = NonNullable<Awaited<ReturnType<typeof deploymentNamed>>>;

/**
 * For a run: as it stood a second ago at most, because what makes the run confirms it; nobody is refused for what was. Throws 403 for a token of
 * another one, 404 when there is none of that name for the caller; to tokens both are told alike.
 */
export async function startedDeployment(call: IkomiaCall, name: string | null): Promise<ServedDeployment> {
  try {
    return await polledDeployment(call, name);
  } catch (error) {
    if (!(error instanceof IkomiaError)) throw error;
    return calledDeployment(call, name);
  }
}

/** It, as it stands. Throws as `startedDeployment`. */
export async function calledDeployment(call: IkomiaCall, name: string | null): Promise<ServedDeployment> {
  return required(call, name, await deploymentNamed(call.context.engine, call.caller.actor, decoded(name)));
}

/** It, as it stood a second ago at most: for polls, of which there are many. Throws as `startedDeployment`. */
export async function polledDeployment(call: IkomiaCall, name: string | null): Promise<ServedDeployment> {
  return required(call, name, await deploymentLately(call.context.engine, call.caller.actor, decoded(name)));
}

function required({ caller }: IkomiaCall, name: string | null, found: ServedDeployment | null): ServedDeployment {
  const { scope = null } = caller;
  // The same words whether there is one or not: a token for one deployment is no way to learn the names of others.
  if (scope !== null && found?.id !== scope.deploymentId) throw new IkomiaError(403, 'the token is for another deployment: ask for one with the address of this one as its endpoint');
  if (found !== null) return found;
  throw new IkomiaError(404, name === null ? 'no deployment is the default one: call one by its name below /deployments/, or have an operator make one the default' : `there is no deployment ${shown(name)}`);
}

/** Longest name that is repeated. */
const MAX_SHOWN = 100;

function shown(name: string): string {
  return JSON.stringify(decoded(name)?.slice(0, MAX_SHOWN).toWellFormed());
}

function decoded(name: string | null): string | null {
  if (name === null) return null;
  try {
    return decodeURIComponent(name);
  } catch {
    return name; // no UTF-8 in percent signs, and so the name of nothing that there is
  }
}
