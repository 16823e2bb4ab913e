import type { BalanceFacts } from './balance-facts.ts';
import type { ForSuite } from './for-suite.ts';
import type { BalancePlan, BalanceReport, BalanceRow } from './plan.ts';
import { sentenceIn } from '../figures/sentence-in.ts';
import { compareText } from '../order/compare-text.ts';
import { noTask } from './row-weights.ts';
import { english } from './sentences/english.ts';

/** One intent or task before and after: candidates that came in, rows in the set (copies included), share of its effective weight. */
export type BeforeAfter = { name: string; before: number; before_share: number; after: number; after_share: number };

/** What a dataset is, for whoever trains on it, answers for it, or looks at it a year later. */
export type DataCard = {
  dataset: string;
  candidates: number;
  distinct: number;
  size: number;
  limits: BalanceReport['limits'];
  gave_way: string[];
  /** The same without words; undefined in cards of older versions. */
  gave_way_facts?: BalanceFacts[];
  intents: BeforeAfter[];
  tasks: BeforeAfter[];
  distance: { kl: number | null; kl_optimum: number | null; total_variation: number };
  effective_sample_size: number;
  new_share: number;
  exposures: number;
  /** Rows left out, by reason; `leak` are those that a held-out question would have given away. */
  left_out: BalanceReport['dropped'];
  held_out: BalanceReport['held_out'];
  /** Kept from training so that the suite can grow; undefined where it does not. Some of them are `held_out`, and those that a suite asks already are a `leak`. */
  for_suite?: ForSuite;
  /** Intents below their floor, and how many more rows they need; undefined in cards of older versions. */
  needs?: BalanceReport['needs'];
  /** Of an older version: what was to be done about them. */
  starved?: string[];
  cost: { tokens_per_epoch: number; epochs: number; trained_tokens: number; usd: number | null };
};

export type CardFacts = {
  dataset: string;
  epochs: number;
  /** USD per trained token; undefined where nobody publishes it. */
  price?: number | undefined;
  forSuite?: ForSuite | undefined;
};

export function dataCard(rows: readonly BalanceRow[], { rows: planned, report }: BalancePlan, { dataset, epochs, price, forSuite }: CardFacts): DataCard {
  const byName = new Map(rows.map((row) => [row.id, row]));
  const intents = tally();
  const tasks = tally();
  let [tokens, distinct] = [0, 0];
  for (const { id, split, copies, weight } of planned) {
    const { intent, task = noTask, tokens: length = 0 } = byName.get(id)!;
    const shown = split === 'train' ? copies : 0;
    intents.add(intent, shown, weight);
    tasks.add(task, shown, weight);
    tokens += shown * length;
    distinct += Number(shown > 0);
  }
  return {
    dataset,
    candidates: rows.length,
    distinct,
    size: report.size,
    limits: report.limits,
    gave_way: report.steps,
    gave_way_facts: report.step_facts,
    intents: intents.list(),
    tasks: tasks.list(),
    distance: { kl: report.kl, kl_optimum: report.kl_optimum, total_variation: report.tv },
    effective_sample_size: report.ess,
    new_share: report.new_share,
    exposures: report.exposures,
    left_out: report.dropped,
    held_out: report.held_out,
    ...(forSuite && { for_suite: forSuite }),
    needs: report.needs,
    cost: { tokens_per_epoch: tokens, epochs, trained_tokens: tokens * epochs, usd: price === undefined || !Number.isFinite(price) ? null : tokens * epochs * price },
  };
}

/** What the set lacks, as facts; undefined where an older version wrote it down in words. */
export const missingOf = ({ needs }: Pick<DataCard, 'needs'>): BalanceFacts[] | undefined => needs?.map((need) => ({ code: 'collect_more', ...need }));

/** The same in English, whoever wrote the card. */
export const missingInEnglish = (card: DataCard): string[] => missingOf(card)?.map((facts) => sentenceIn(english, facts)) ?? card.starved ?? [];

function tally() {
  const counts = new Map<string, { before: number; after: number; weight: number }>();
  const totals = { before: 0, weight: 0 };
  return {
    add(name: string, shown: number, weight: number): void {
      const { before = 0, after = 0, weight: all = 0 } = counts.get(name) ?? {};
      counts.set(name, { before: before + 1, after: after + shown, weight: all + shown * weight });
      totals.before += 1;
      totals.weight += shown * weight;
    },
    list: (): BeforeAfter[] =>
      [...counts]
        .sort(([one], [other]) => compareText(one, other))
        .map(([name, { before, after, weight }]) => ({ name, before, before_share: before / totals.before, after, after_share: totals.weight === 0 ? 0 : weight / totals.weight })),
  };
}
