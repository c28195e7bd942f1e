// Why a server did not deploy a document.

/** The message says what to do. */
export class DeployRefused extends Error {
  override readonly name = 'DeployRefused';
}
