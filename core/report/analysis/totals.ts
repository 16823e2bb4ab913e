import { compareText } from '../../order/compare-text.ts';
import type { CohortFigures } from '../analysis-input.ts';
import { short } from '../cut.ts';
import type { Share } from '../../figures/share.ts';
import { shareOf } from '../../figures/share.ts';
import { longestName } from './labels.ts';

/** Suspicious rows of one model over its dates, or of one date over all models. */
export type Total = { key: string | null; share: Share; rest: Share };

/** Cohorts added up by one of their keys, ordered by it, unnamed last. `rest` is everything else, to compare with. */
export function totalsBy(key: 'model' | 'date', cohorts: readonly CohortFigures[]): Total[] {
  const sums = new Map<string | null, { count: number; of: number }>();
  const all = { count: 0, of: 0 };
  for (const cohort of cohorts) {
    const { count, of } = cohort.suspicious;
    const sum = sums.get(cohort[key]) ?? { count: 0, of: 0 };
    sums.set(cohort[key], { count: sum.count + count, of: sum.of + of });
    all.count += count;
    all.of += of;
  }
  return [...sums]
    .sort(([one], [other]) => inOrder(one, other))
    .map(([name, { count, of }]) => ({ key: name, share: shareOf(count, of), rest: shareOf(all.count - count, all.of - of) }));
}

/** A model on its first and on its last date. */
export type Drift = { model: string | null; from: { date: string; share: Share }; to: { date: string; share: Share } };

/** Models that were seen on two dates or more, by name. */
export function driftsOf(cohorts: readonly CohortFigures[]): Drift[] {
  const models = new Map<string | null, { date: string; share: Share }[]>();
  for (const { model, date, suspicious } of cohorts) {
    if (date === null || suspicious.of === 0) continue;
    const dates = models.get(model) ?? [];
    dates.push({ date: short(date, longestName), share: suspicious });
    models.set(model, dates);
  }
  return [...models]
    .filter(([, dates]) => dates.length > 1)
    .sort(([one], [other]) => inOrder(one, other))
    .map(([model, dates]) => {
      const ordered = dates.sort((one, other) => compareText(one.date, other.date));
      return { model, from: ordered[0]!, to: ordered.at(-1)! };
    });
}

export const inOrder = (one: string | null, other: string | null): number =>
  one === null || other === null ? Number(one === null) - Number(other === null) : compareText(one, other);
