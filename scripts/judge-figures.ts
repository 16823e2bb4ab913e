import type { Database } from '../adapters/store/database.ts';
import { judgesOf, labelledItems, randomVerdicts, type KnownJudge } from '../adapters/store/judges.ts';
import { countRetests } from '../adapters/store/retests.ts';
import type { JudgeAgreement } from '../core/agreement/judge-agreement.ts';
import { badRate, measureRubric, trustOf, undisputed } from '../core/agreement/measure-judge.ts';
import type { PredictionPowered } from '../core/agreement/prediction-powered.ts';
import type { JudgeTrust } from '../core/agreement/trust.ts';
import type { AnnotateConfig } from '../core/annotation/config.ts';
import { percent, percentRange } from '../core/figures/figure-text.ts';
import { rateOf, type Share } from '../core/figures/share.ts';
import { rubricNames, type RubricName } from '../core/review/rubrics.ts';

/** One judge under measurement. */
export type JudgeFigures = KnownJudge & {
  trust: JudgeTrust;
  /** Interactions that it judged twice. */
  retests: { agreed: number; disagreed: number };
  rubrics: ({ rubric: RubricName } & JudgeAgreement)[];
  /** Of all traffic; undefined without labels of interactions that chance chose. */
  badRate: PredictionPowered | null;
};

/** What people's labels say of every judge that has judged an agent's interactions. */
export async function judgeFigures(db: Database, agent: string, config: AnnotateConfig, now: Date): Promise<JudgeFigures[]> {
  const figures: JudgeFigures[] = [];
  for (const judge of await judgesOf(db, agent)) {
    const labelled = await Promise.all(rubricNames.map(async (rubric) => ({ rubric, items: await labelledItems(db, agent, judge.id, rubric) })));
    const verdicts = labelled.find(({ rubric }) => rubric === 'verdict')!.items;
    figures.push({
      ...judge,
      trust: trustOf(verdicts, judge, now),
      retests: await countRetests(db, { agent, judgeId: judge.id }),
      rubrics: labelled
        .map(({ rubric, items }) => ({ rubric, items: undisputed(items) }))
        .filter(({ items }) => items.length > 0)
        .map(({ rubric, items }) => ({ rubric, ...measureRubric(rubric, items, config) })),
      badRate: badRate(verdicts, await randomVerdicts(db, agent, judge.id)) ?? null,
    });
  }
  return figures;
}

/** One judge in a line for a person. */
export function judgeLine({ model, promptVersion, asked, unreadable, trust, rubrics, badRate }: JudgeFigures): string {
  const verdict = rubrics.find(({ rubric }) => rubric === 'verdict');
  const agrees = verdict === undefined ? 'no verdict labelled by people yet' : `${kappaText(verdict.kappa)} by ${trust.labels} labels`;
  const rate = badRate === null ? '' : `; bad replies ${rateText(badRate)}`;
  return `${model} (${promptVersion}): ${agrees}, ${unreadable} of ${asked} answers unreadable${rate}`;
}

const kappaText = ({ kappa, interval }: JudgeAgreement['kappa']): string =>
  `kappa ${kappa?.toFixed(2) ?? '-'}${interval === null ? '' : ` (${interval.map((bound) => bound.toFixed(2)).join(' to ')})`}`;

const rateText = ({ estimate, interval }: PredictionPowered): string => `${percent(Math.min(1, Math.max(0, estimate)))} (${percentRange(interval)})`;

/** One judge in a few lines for a person. */
export function describeJudge({ id, model, promptVersion, asked, unreadable, trust, retests, rubrics, badRate }: JudgeFigures): string[] {
  const age = trust.ageDays === null ? '' : `, the newest ${trust.ageDays < 1 ? 'of today' : `${Math.floor(trust.ageDays)} days old`}`;
  return [
    `${model} (${promptVersion}, ${id}): ${asked} asked, ${unreadable} answers unreadable; ${trust.labels} verdicts labelled by people${age}`,
    ...(retests.agreed + retests.disagreed === 0 ? [] : [`  asked again it said the same of ${retests.agreed} of ${retests.agreed + retests.disagreed}`]),
    ...rubrics.map(({ rubric, n, kappa, accuracy, recall }) => {
      const recalls = recall.filter(({ share }) => share.of > 0).map(({ label, share }) => `${label} ${shareText(share)}`);
      return `  ${rubric}: ${kappaText(kappa)}, ${shareText(accuracy)} right of ${n}; found of ${recalls.join(', ')}`;
    }),
    ...(badRate === null
      ? []
      : [`  bad replies in all traffic: ${rateText(badRate)}, by ${badRate.labelled} labels and ${badRate.unlabelled} verdicts`]),
  ];
}

const shareText = (share: Share): string => {
  const rate = rateOf(share);
  return rate === null ? '-' : percent(rate);
};
