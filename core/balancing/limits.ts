import { floorOf, maxCopiesOf, newShareOf } from './config.ts';
import type { BucketReport, LimitReport } from './plan.ts';
import type { Planned } from './report.ts';
import { noTask } from './row-weights.ts';

type Measured = { buckets: readonly BucketReport[]; size: number; newShare: number; exposures: number };

const tolerance = 1e-9;

/** Every limit as configured, what the set has, and whether it holds. */
export function limitsOf(plan: Planned, { buckets, size, newShare, exposures }: Measured): LimitReport[] {
  const { config, planned } = plan;
  const most = buckets.reduce((larger, { allocated }) => Math.max(larger, allocated), 0);
  const least = buckets.length === 0 ? 0 : buckets.reduce((smaller, { allocated }) => Math.min(smaller, allocated), Infinity);
  const mostCopies = planned.reduce((larger, { split, copies }) => (split === 'train' ? Math.max(larger, copies) : larger), 0);
  const limits: LimitReport[] = [];
  if (config.target_size !== undefined) {
    limits.push({ name: 'target_size', limit: config.target_size, observed: size, holds: size === config.target_size });
  }
  limits.push(
    {
      name: 'intent_max_ratio',
      limit: config.intent_max_ratio,
      observed: size === 0 ? 0 : most / size,
      // On the whole numbers, not on the quotient: the share of 1 of 5 rows is not above .2.
      holds: most <= Math.floor(config.intent_max_ratio * size + tolerance),
    },
    {
      name: 'intent_min_samples',
      limit: config.intent_min_samples,
      observed: least,
      holds: buckets.every(({ intent, allocated }) => allocated >= floorOf(config, intent)),
    },
    { name: 'max_copies', limit: config.max_copies, observed: mostCopies, holds: copiesHold(plan) },
  );
  // Of the rows that the cap left: copies of rare intents are nobody's doing.
  const user = plan.largestUser;
  if (user !== undefined) limits.push({ name: 'user_max_ratio', limit: config.user_max_ratio, observed: user.rows / user.all, holds: user.rows <= Math.floor(config.user_max_ratio * user.all + tolerance) });
  const task = largestTask(plan);
  // Whole copies can miss a share by one.
  if (task !== undefined) limits.push({ name: 'task_max_ratio', limit: config.task_max_ratio, observed: task.share, holds: task.share <= Math.max(config.task_max_ratio, task.plain) + 1 / Math.max(1, size) });
  if (newShare > 0) {
    limits.push({ name: 'min_new_exposures', limit: config.min_new_exposures, observed: exposures, holds: exposures >= config.min_new_exposures - tolerance });
  }
  // Where nothing trained before there is nothing to forget.
  if (newShare > 0 && plan.usable.some((place) => plan.rows[place]!.origin === 'replay')) {
    const [low, high] = newShareOf(config);
    limits.push(
      { name: 'new_sample_ratio_low', limit: low, observed: newShare, holds: newShare >= low - tolerance },
      { name: 'new_sample_ratio_high', limit: high, observed: newShare, holds: newShare <= high + tolerance },
    );
  }
  return limits;
}

const copiesHold = ({ rows, planned, config }: Planned): boolean =>
  planned.every(({ split, copies }, place) => split !== 'train' || copies <= maxCopiesOf(config, rows[place]!.intent));

/** The task with the largest share of the effective weight (copies x weight), and the share of its rows; undefined without tasks. */
function largestTask({ rows, usable, planned }: Planned): { share: number; plain: number } | undefined {
  const tasks = new Map<string, { weight: number; rows: number }>();
  let total = 0;
  let named = false;
  for (const place of usable) {
    const { task } = rows[place]!;
    const { copies, weight } = planned[place]!;
    named ||= task !== undefined;
    const tally = tasks.get(task ?? noTask) ?? { weight: 0, rows: 0 };
    tasks.set(task ?? noTask, { weight: tally.weight + copies * weight, rows: tally.rows + 1 });
    total += copies * weight;
  }
  if (!named || total === 0) return undefined;
  const [largest] = [...tasks.values()].sort((one, other) => other.weight - one.weight);
  return { share: largest!.weight / total, plain: largest!.rows / usable.length };
}
