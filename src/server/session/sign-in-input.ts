// What a request to open a session says: by what, and whether a cookie is wanted.
import { type Credentials, keyCredentials, passwordCredentials } from '../../auth/credentials.ts';
import { invalid, objectAt, textAt } from '../../domain/input/check.ts';
import { PASSWORD_LENGTH } from '../../domain/user.ts';

/** A reading of the body and the headers. */
export interface SignIn {
  readonly credentials: Credentials;
  readonly cookie: boolean;
}

/** Reads the body over what the headers present. INVALID with the path of the fault: both, or half of one. */
export function signInOf(text: string, header: Credentials): SignIn {
  const body = objectAt(text === '' ? {} : parsed(text), [], ['name', 'password', 'key', 'cookie']);
  const { name, password, key, cookie = false } = body;
  if (typeof cookie !== 'boolean') invalid(['cookie'], 'must be true or false');
  const given = [name, password, key].filter((value) => value !== undefined).length;
  if (given === 0) return { credentials: withoutCookie(header), cookie };
  if (isPresented(header)) invalid([], 'says who signs in, and so does the Authorization header: leave one of them out');
  if (key !== undefined && given > 1) invalid(['key'], 'must stand alone: give a key, or a name and a password');
  if (key !== undefined) return { credentials: keyCredentials(textAt(key, ['key'], { max: 256 }), header.address), cookie };
  // Longer than any password can be is wrong like any other: who is told apart here could be told apart by it.
  const words = { name: textAt(name, ['name'], { min: 1, max: 256 }), password: textAt(password, ['password'], { max: PASSWORD_LENGTH.max * 4 }) };
  return { credentials: passwordCredentials(words.name, words.password, header.address), cookie };
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return invalid([], 'is not JSON: send an object like {"name": "…", "password": "…"}');
  }
}

/** A cookie of an earlier session is no way to open another: browsers send it along by themselves. */
function withoutCookie(header: Credentials): Credentials {
  return isPresented(header) ? header : { ...header, presented: { kind: 'NONE' } };
}

function isPresented({ presented }: Credentials): boolean {
  return presented.kind !== 'NONE' && !(presented.kind === 'TOKEN' && presented.fromCookie);
}
