import { getAgent } from '../adapters/store/agents.ts';
import { finishStage, getCycle } from '../adapters/store/cycles.ts';
import { storeDataset } from '../adapters/store/datasets.ts';
import { verifiedSamples, type SampleRow } from '../adapters/store/samples.ts';
import { sealSides } from '../adapters/store/splits.ts';
import { heldOutFingerprints, heldOutQuestions } from '../adapters/store/suites.ts';
import { balance, usualEpochs } from '../core/balancing/balance.ts';
import { factsOf, withSides, withTasks, type Candidate } from '../core/balancing/candidates.ts';
import { forSuite } from '../core/balancing/for-suite.ts';
import { dataCard } from '../core/balancing/card.ts';
import { estimateTokens } from '../core/balancing/token-estimate.ts';
import { datasetId as idOf } from '../core/balancing/manifest.ts';
import { withinContributorShare } from '../core/corrections/contributor-cap.ts';
import type { StageEnd } from '../core/cycle/cycle.ts';
import type { Dependencies } from './dependencies.ts';
import { makeSamples } from './make-samples.ts';

export type Built = { datasetId: string; rows: number; limitsHeld: boolean; end?: StageEnd };

export function balanceActivities({ pool, priceOf }: Dependencies) {
  return {
    /** Makes samples of the cycle's verdicts and an immutable dataset of all verified samples. */
    async buildDataset(cycleId: string): Promise<Built> {
      const cycle = await getCycle(pool, cycleId);
      const { agent } = cycle;
      const { agent: served, balance: limits, annotate, train, suite } = (await getAgent(pool, agent, cycle.agent_version)).config;
      const { fresh, heldBack } = await makeSamples(pool, cycle, annotate);
      const samples = await verifiedSamples(pool, agent, cycleId);
      // Every line of the training file begins with the instructions.
      const instructions = estimateTokens(served.champion.system_prompt);
      const candidates = samples.map((sample) => candidateOf(sample, instructions));
      const { rows: known, items } = factsOf(candidates, await heldOutQuestions(pool, agent));
      const testFrom = limits.test_from === undefined ? {} : { testFrom: Date.parse(limits.test_from) };
      const placed = await sealSides(pool, agent, items, { salt: agent, val: limits.val_share, test: limits.test_share, regressions: suite.regression_share, ...testFrom });
      const rows = withTasks(withSides(known, placed, candidates), limits);

      const epochs = train.hyperparameters.n_epochs === 'auto' ? usualEpochs : train.hyperparameters.n_epochs;
      const heldOut = await heldOutFingerprints(pool, agent);
      const contributors = new Map(samples.flatMap(({ id, contributor }) => (contributor === null ? [] : [[id, contributor]])));
      const { plan, leftOut } = withinContributorShare(rows, contributors, annotate.user_correction_max_share, (rest) => balance(rest, limits, { heldOut, epochs }));
      const { report } = plan;
      const trained = plan.rows.filter(({ split }) => split === 'train').map(({ id, copies, weight }) => ({ id, copies, weight }));
      const datasetId = idOf(agent, trained);
      const kept = suite.regression_share > 0 ? forSuite(rows) : undefined;
      const card = dataCard(rows, plan, { dataset: datasetId, epochs, price: (await priceOf(train.base_model))?.training, forSuite: kept });
      const limitsHeld = report.limits.every((limit) => limit.holds);
      await storeDataset(
        pool,
        { id: datasetId, agent, cycle_id: cycleId, rows: trained.length, lines: report.size, limits_held: limitsHeld, report: { ...report, card } },
        trained.map(({ id, ...shown }) => ({ sampleId: id, ...shown })),
        plan.rows.filter(({ split }) => split === 'val').map(({ id }) => id),
      );
      const told = { ...(heldBack && { heldBack }), ...(leftOut > 0 && { userCorrectionsLeftOut: leftOut }), ...(kept && kept.cases > 0 && { keptForSuite: kept.cases }) };
      await finishStage(pool, cycleId, 'balance', { samples: fresh, ...told, rows: trained.length, lines: report.size, limitsHeld, datasetId });
      const built = { datasetId, rows: trained.length, limitsHeld };
      return report.size < train.min_examples ? { ...built, end: { outcome: 'nothing_to_learn', reason: 'too_few_examples' } } : built;
    },
  };
}

function candidateOf({ tokens, replyHash, trained, context, user, session, severity, paraphraseOf, ...row }: SampleRow, instructions: number): Candidate {
  return {
    ...row,
    tokens: tokens + instructions,
    origin: trained ? 'replay' : 'new',
    reply: replyHash,
    ...(context !== null && { context }),
    ...(user !== null && { user }),
    ...(session !== null && { session }),
    ...(severity !== null && { severity }),
    ...(paraphraseOf !== null && { paraphraseOf }),
  };
}
