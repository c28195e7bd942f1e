// Names of deployments made of titles that people give.
import { DEPLOYMENT_NAME } from './deployment.ts';

/** Longest name of a deployment. */
const MAX_NAME = 63;

/** The name that a title makes: its letters and digits in lower case, everything between them as one hyphen; null when nothing is left. */
export function deploymentSlug(title: string): string | null {
  const words = title.slice(0, MAX_TITLE).normalize('NFKD').toLowerCase().match(/[a-z0-9]+/g) ?? [];
  const name = words.join('-').slice(0, MAX_NAME).replace(/-$/, '');
  return DEPLOYMENT_NAME.test(name) ? name : null;
}

/** No more of a title is looked at. */
const MAX_TITLE = 1_000;
