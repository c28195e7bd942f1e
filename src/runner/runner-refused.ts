// The error of a runner that cannot work until somebody changes its settings.

/** Thrown when the server refuses the runner (key, protocol, request) or its work directory cannot be used; retrying cannot help. */
export class RunnerRefused extends Error {
  override readonly name = 'RunnerRefused';
}
