// Older forms of a task's content: parameters without sections, descriptions of models, containers as one line of text.
import type { JsonValue } from '../../event/event.ts';
import type { JsonObject } from '../task-doc.ts';
import { overlaid, ownMember } from './content-reading.ts';
import { listedConfigurations, withConfigurations } from './configuration.ts';
import { listedParameters, withParameters, withoutParameters } from './hyperparams.ts';

/** The type that parameters and configurations have which came in an older form. */
export const LEGACY_TYPE = 'legacy';
/** The section of parameters that have none. */
export const LEGACY_SECTION = 'Args';
const PREFIXED_SECTION = 'TF_DEFINE';

/** Hyperparameters with these, without sections, in the place of all that came so before. */
export function withLegacyParameters(hyperparams: JsonObject, parameters: JsonObject): JsonObject {
  const former = listedParameters(hyperparams).filter(({ type }) => type === LEGACY_TYPE).map(({ section, name }) => ({ section, name }));
  const items = Object.entries(parameters).map(([whole, value]) => {
    const isPrefixed = whole.startsWith(`${PREFIXED_SECTION}/`) && whole.length > PREFIXED_SECTION.length + 1;
    const [section, name] = isPrefixed ? [PREFIXED_SECTION, whole.slice(PREFIXED_SECTION.length + 1)] : [LEGACY_SECTION, whole];
    return { section, name, value: textOf(value), type: LEGACY_TYPE };
  });
  return withParameters(withoutParameters(hyperparams, former).left, items, 'none');
}

/** What came without sections, as it came; also what somebody has put into another section as such. */
export function legacyParametersOf(hyperparams: JsonObject): JsonObject {
  return Object.fromEntries(listedParameters(hyperparams).flatMap(({ section, name, type, value }) =>
    (type === LEGACY_TYPE ? [[section === PREFIXED_SECTION ? `${PREFIXED_SECTION}/${name}` : name, value] as const] : [])));
}

/** Configurations with these descriptions of models in the place of those before. */
export function withModelDescription(configuration: JsonObject, description: JsonObject): JsonObject {
  const kept = listedConfigurations(configuration).filter(({ type }) => type !== LEGACY_TYPE);
  const items = Object.entries(description).map(([name, value]) => ({ name, value: textOf(value), type: LEGACY_TYPE }));
  return withConfigurations({}, [...kept, ...items], { replace: true });
}

/** The descriptions of models as they came. */
export function modelDescriptionOf(configuration: JsonObject): JsonObject {
  return Object.fromEntries(listedConfigurations(configuration).flatMap(({ name, type, value }) => (type === LEGACY_TYPE ? [[name, value] as const] : [])));
}

/** A container whose image and arguments are those of a line such as `nvidia/cuda --ipc=host`; an empty line takes them away. */
export function withDockerCommand(container: JsonObject, line: string): JsonObject {
  const text = line.trim();
  const image = text.split(/\s/, 1)[0]!;
  return overlaid(container, { image, arguments: text.slice(image.length).trim() });
}

/** The line of a container; null when it has no image. */
export function dockerCommandOf(container: JsonObject): string | null {
  const [image, rest] = [ownMember(container, 'image'), ownMember(container, 'arguments')];
  if (typeof image !== 'string' || image === '') return null;
  return typeof rest === 'string' && rest !== '' ? `${image} ${rest}` : image;
}

/** Parameters are texts now; they were anything before. */
function textOf(value: JsonValue): string {
  if (value === null) return '';
  return typeof value === 'string' ? value : JSON.stringify(value);
}
