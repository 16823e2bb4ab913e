import { calibrationSchema, type Calibration } from '../../core/signals/calibration.ts';
import type { Database } from './database.ts';

const days = 30;

/** What was usual when an earlier cycle of the agent collected; null for the first one. */
export async function latestCalibration(db: Database, agent: string, cycleId: string): Promise<Calibration | null> {
  const { rows } = await db.query<{ calibration: unknown }>(
    `select calibration from calibrations where agent = $1 and cycle_id <> $2
       and made_at < coalesce((select made_at from calibrations where cycle_id = $2), 'infinity')
     order by made_at desc, cycle_id limit 1`,
    [agent, cycleId],
  );
  return rows[0] === undefined ? null : calibrationSchema.parse(rows[0].calibration);
}

/** Measures the agent's interactions of the last 30 days before the cutoff, once a cycle; percentiles by linear interpolation. */
export async function storeCalibration(db: Database, agent: string, cycleId: string, cutoff: Date): Promise<void> {
  const { rows } = await db.query<Measured>(
    `select model, grouping(model) = 1 as "ofAll", count(*)::int as rows,
       count(prompt_tokens + completion_tokens)::int as "tokensN", count(latency_ms)::int as "latencyN",
       percentile_cont(array[.5, .9, .95]) within group (order by prompt_tokens + completion_tokens) as tokens,
       percentile_cont(array[.5, .9, .95]) within group (order by latency_ms) as latency
     from interactions where agent = $1 and ingested_at <= $2 and at > $2::timestamptz - make_interval(days => $3)
     group by grouping sets ((), (model)) order by model`,
    [agent, cutoff, days],
  );
  const all = rows.find(({ ofAll }) => ofAll);
  const calibration: Calibration = {
    version: 1, rows: all?.rows ?? 0, default: all === undefined ? {} : figuresOf(all),
    by_request_model: Object.fromEntries(rows.flatMap((row) => (row.ofAll || row.model === null ? [] : [[row.model, figuresOf(row)]]))),
  };
  await db.query('insert into calibrations (cycle_id, agent, calibration) values ($1, $2, $3) on conflict (cycle_id) do nothing', [cycleId, agent, calibration]);
}

type Measured = { model: string | null; ofAll: boolean; rows: number; tokensN: number; latencyN: number; tokens: number[] | null; latency: number[] | null };

function figuresOf({ tokensN, latencyN, tokens, latency }: Measured): Calibration['default'] {
  const figures = (n: number, [p50, p90, p95]: number[]) => ({ n, p50: p50!, p90: p90!, p95: p95! });
  return { ...(tokens !== null && tokensN > 0 && { total_tokens: figures(tokensN, tokens) }), ...(latency !== null && latencyN > 0 && { latency_ms: figures(latencyN, latency) }) };
}
