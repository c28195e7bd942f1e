// `switchyard deploy`: a workflow document given to a server, by its API.
import { createReadStream } from 'node:fs';
import { arrayBuffer } from 'node:stream/consumers';
import { parseArgs } from 'node:util';
import { readRunnerConfig } from '../../config.ts';
import { DOCUMENT_LIMITS } from '../../domain/graph/graph-document.ts';
import { readRunningFile } from '../running-file.ts';
import { type CliCommand, type CliOutput, UsageError } from './cli-command.ts';
import { type Deployed, deployDocument } from './deploy-call.ts';
import { keyInFile } from './key-file.ts';

const FLAGS = {
  name: { type: 'string' }, project: { type: 'string' }, description: { type: 'string' }, default: { type: 'boolean' }, 'follow-latest': { type: 'boolean' }, server: { type: 'string' }, 'key-file': { type: 'string' },
} as const;

/** The command. */
export const deployCommand: CliCommand = {
  help: `Usage: switchyard deploy FILE [--name NAME] [--project PATH] [--default] [--server URL] [--key-file FILE]

Deploys the workflow document in FILE: callers run it by its name from then on. Tells everything that is wrong with the document, a line each.

  --name NAME         name of the deployment: small letters, digits and hyphens (default: made of metadata.name in the document)
  --project PATH      path of its project, such as /vision (default: the root project)
  --description TEXT  what it is for
  --default           answer at the root of the server, too, in the place of the one that did; needs the role admin in every project
  --follow-latest     serve the newest version of its workflow from then on, instead of this one for good
  --server URL        address of the server (default: the one that runs in DATA_DIR, or http://127.0.0.1:PORT)
  --key-file FILE     file with an access key of the role operator (default: no key, which will do when the server has AUTH=open)

Exit codes: 0 deployed, or already so; 1 refused, or the server cannot be reached; 2 wrongly called.
`,
  async run(args, output) {
    const { values: flags, positionals } = parseArgs({ args: [...args], options: FLAGS, allowPositionals: true });
    const [file, ...more] = positionals;
    if (file === undefined || more.length > 0) throw new UsageError(file === undefined ? 'say which file: switchyard deploy workflow.json' : `one file at a time: ${more[0]} is one too many`);
    const key = flags['key-file'] === undefined ? null : keyInFile(flags['key-file']);
    const deployed = await deployDocument({
      server: serverOf(flags.server), key, document: await documentIn(file), name: flags.name, project: flags.project, description: flags.description,
      isDefault: flags.default, followsLatest: flags['follow-latest'],
    });
    return told(deployed, file, output);
  },
};

/** An address as it was given, or that of the server that runs beside. */
function serverOf(flag: string | undefined): string {
  if (flag === undefined) {
    const { dataDir, port } = readRunnerConfig({});
    return readRunningFile(dataDir)?.url ?? `http://127.0.0.1:${port}`;
  }
  const url = URL.parse(flag);
  if (url !== null && /^https?:$/.test(url.protocol)) return url.href.replace(/\/+$/, '');
  throw new UsageError(`--server: ${flag} is no http or https address`);
}

/** No more than a server takes, and a byte: it says itself of longer ones what is wrong. */
const MAX_BYTES = DOCUMENT_LIMITS.json * 4;

async function documentIn(file: string): Promise<Blob> {
  try {
    return new Blob([await arrayBuffer(createReadStream(file, { end: MAX_BYTES }))], { type: 'application/json' });
  } catch (error) {
    throw new UsageError(`${file} cannot be read (${error instanceof Error ? error.message : String(error)})`, { cause: error });
  }
}

function told(deployed: Deployed, file: string, { out, err }: CliOutput): number {
  if (deployed.faults !== null) {
    for (const fault of deployed.faults) err(`${file}: ${fault}\n`);
    return 1;
  }
  const { name, address, version, isSame, isDefault } = deployed;
  out(`${name} ${isSame ? 'serves version' : 'now serves version'} ${version}${isSame ? ' already' : ''}: ${address}${isDefault ? ', and at the root of the server' : ''}\n`);
  return 0;
}
