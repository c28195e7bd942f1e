// Closed sets of metrics.
import { METRIC_KINDS } from '../../../domain/metric/metric-kind.ts';
import { stringEnum } from '../string-enum.ts';

/** What a series is made of. */
export const MetricKindEnum = stringEnum('MetricKind', METRIC_KINDS, {
  description: 'What a series of metrics is made of.',
  values: { SCALAR: 'A number for each iteration.', VECTOR: 'A list of numbers for each iteration.', PLOT: 'A plot for each iteration, as JSON of Plotly.', IMAGE: 'Pictures for each iteration, each with a key and a URL.' },
});
