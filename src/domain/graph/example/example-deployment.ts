// The deployment that every new database has, so that there is one to call: it finds bright things on a dark ground, counts and marks them.

/** The example: its document is as people write one, without what is filled in when it is deployed. */
export const EXAMPLE_DEPLOYMENT = {
  name: 'count-beads',
  description: 'Finds bright things on a dark ground: answers the picture with a box around each, and the list of them.',
  document: {
    api: { version: '1.0' },
    metadata: { name: 'count-beads', description: 'Finds bright things on a dark ground: answers the picture with a box around each, and the list of them.', keywords: 'example,count,threshold,objects' },
    tasks: [
      { task_id: 0, task_data: { name: 'sy_grayscale', parameters: [{ name: 'weights', value: 'rec601' }] } },
      { task_id: 1, task_data: { name: 'sy_blur', parameters: [{ name: 'method', value: 'gaussian' }, { name: 'sigma', value: '2' }] } },
      { task_id: 2, task_data: { name: 'sy_threshold', parameters: [{ name: 'method', value: 'otsu' }] } },
      { task_id: 3, task_data: { name: 'sy_morphology', parameters: [{ name: 'operation', value: 'open' }, { name: 'shape', value: 'ellipse' }, { name: 'radius', value: '3' }] } },
      { task_id: 4, task_data: { name: 'sy_components', parameters: [{ name: 'min_area', value: '150' }, { name: 'label', value: 'bead' }] } },
      { task_id: 5, task_data: { name: 'sy_overlay', parameters: [{ name: 'line_width', value: '3' }] } },
    ],
    connections: [
      { source_id: -1, source_index: 0, target_id: 0, target_index: 0 },
      { source_id: 0, source_index: 0, target_id: 1, target_index: 0 },
      { source_id: 1, source_index: 0, target_id: 2, target_index: 0 },
      { source_id: 2, source_index: 0, target_id: 3, target_index: 0 },
      { source_id: 3, source_index: 0, target_id: 4, target_index: 0 },
      { source_id: -1, source_index: 0, target_id: 5, target_index: 0 },
      { source_id: 4, source_index: 1, target_id: 5, target_index: 1 },
    ],
    exposed_parameters: [{ name: 'smallest', description: 'Fewest pixels of a thing that counts.', task_id: 4, task_param_name: 'min_area' }],
    exposed_outputs: [
      { description: 'The picture with a box around each thing.', task_id: 5, task_output_index: 0 },
      { description: 'The things.', task_id: 4, task_output_index: 1 },
    ],
  },
} as const;
