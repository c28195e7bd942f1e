// How many rows lists can have that are not asked for by page.
import { type GraphQLField, type GraphQLNamedType, type GraphQLOutputType, type GraphQLSchema, isEnumType, isInputObjectType, isInterfaceType, isListType, isNonNullType, isObjectType, isUnionType } from 'graphql';

/** Rows of a list: a number, `PAGE` = as many as the field above it was asked for, or as many as an argument lists, up to `max`. */
export type ListSize = number | 'PAGE' | { readonly argument: string; readonly max: number };

/** Lists that are not paged, each with what it holds at most, or with what it holds usually where a limit is far above that. */
export const LIST_SIZES: Readonly<Record<string, ListSize>> = {
  'Algorithm.inputs': 4,
  'Algorithm.outputs': 4,
  'Algorithm.parameters': 10,
  'BlobValue.measurements': 100,
  'CommandSpec.env': 25,
  'Deck.instruments': 10,
  'DetectionsValue.detections': 100,
  'EventPage.events': 'PAGE',
  'GraphResult.values': 5,
  'GraphSpec.inputs': 5,
  'GraphSpec.outputs': 5,
  'GraphSpec.overrides': 5,
  'Instrument.methods': 25,
  'InstancesValue.detections': 100,
  'InstrumentMethod.args': 5,
  'KeypointObject.points': 20,
  'KeypointsValue.links': 20,
  'KeypointsValue.objects': 25,
  'Query.accessKeys': 100,
  'Query.locks': 100,
  'Query.nodes': { argument: 'ids', max: 100 },
  'Query.sessions': 100,
  'Runner.capabilities': 5,
  'SegmentationValue.colors': 100,
  'Task.artifacts': 10,
  'Task.blockedBy': 100,
  'Task.configuration': 5,
  'Task.hyperparameters': 50,
  'TextField.polygon': 4,
  'TextValue.fields': 100,
  'User.grants': 10,
  'ValidationReport.faults': 200,
  'ValidationReport.tasks': 100,
  'Viewer.grants': 10,
  'Webhook.deliveries': 100,
  'Query.webhooks': 50,
  'WorkflowDefinition.tasks': 100,
};

/** A list that nobody has declared. */
export const DEFAULT_LIST_SIZE = 25;

/** Errors of one command: mostly one. */
const USER_ERRORS = 5;

/** Rows of a list field. */
export function listSizeOf(type: GraphQLNamedType, { name }: GraphQLField<unknown, unknown>): ListSize {
  if (type.name.endsWith('Connection') && (name === 'nodes' || name === 'edges')) return 'PAGE';
  if (name === 'userErrors') return USER_ERRORS;
  return LIST_SIZES[`${type.name}.${name}`] ?? DEFAULT_LIST_SIZE;
}

/** Whether a field answers with a list. */
export function isListField(type: GraphQLOutputType): boolean {
  return isListType(isNonNullType(type) ? type.ofType : type);
}

/**
 * What lists of the introspection hold on the average: products of averages give what the whole schema holds, and that is what is
 * asked for. With the largest ones the introspection of every tool would be out of all proportion.
 */
export function introspectionSizes(schema: GraphQLSchema): ReadonlyMap<string, number> {
  const types = Object.values(schema.getTypeMap());
  const fields = types.flatMap((type) => (isObjectType(type) || isInterfaceType(type) ? Object.values(type.getFields()) : []));
  const inputs = types.flatMap((type) => (isInputObjectType(type) ? Object.values(type.getFields()) : []));
  const values = types.flatMap((type) => (isEnumType(type) ? type.getValues() : []));
  const interfaces = types.flatMap((type) => (isObjectType(type) || isInterfaceType(type) ? type.getInterfaces() : []));
  const possible = types.flatMap((type) => (isInterfaceType(type) || isUnionType(type) ? schema.getPossibleTypes(type) : []));
  const directives = schema.getDirectives();
  const share = (all: readonly unknown[], among: number): number => all.length / Math.max(1, among);
  return new Map([
    ['__Schema.types', types.length],
    ['__Schema.directives', directives.length],
    ['__Type.fields', share(fields, types.length)],
    ['__Type.inputFields', share(inputs, types.length)],
    ['__Type.enumValues', share(values, types.length)],
    ['__Type.interfaces', share(interfaces, types.length)],
    ['__Type.possibleTypes', share(possible, types.length)],
    ['__Field.args', share(fields.flatMap(({ args }) => args), fields.length)],
    ['__Directive.args', share(directives.flatMap(({ args }) => args), directives.length)],
  ]);
}
