import { calibratedMeasures, type Calibration } from '../signals/calibration.ts';
import { others } from './bounded.ts';
import type { Tally } from './tally.ts';
import { percentiles, type ValueCounts } from './value-counts.ts';

/** What is usual in the rows of a tally: for a later analysis, never for the one it is made of. */
export function calibrationOf(tally: Tally): Calibration {
  const models = [...tally.models].filter(([model]) => model !== others).sort(([one], [other]) => (one < other ? -1 : 1));
  return {
    version: 1,
    rows: tally.rows,
    default: figuresOf(tally.measures),
    by_request_model: Object.fromEntries(models.map(([model, values]) => [model, figuresOf(values)])),
  };
}

function figuresOf(values: Record<(typeof calibratedMeasures)[number], ValueCounts>): Calibration['default'] {
  return Object.fromEntries(
    calibratedMeasures.flatMap((measure) => {
      const found = percentiles(values[measure], [50, 90, 95]);
      return found === null ? [] : [[measure, { n: values[measure].n, p50: found[0], p90: found[1], p95: found[2] }]];
    }),
  );
}
