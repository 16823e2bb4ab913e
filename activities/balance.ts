import { getAgent } from '../adapters/store/agents.ts';
import { finishStage, getCycle } from '../adapters/store/cycles.ts';
import { storeDataset } from '../adapters/store/datasets.ts';
import { samplesFromAnnotations, verifiedSamples } from '../adapters/store/samples.ts';
import { heldOutFingerprints } from '../adapters/store/suites.ts';
import { balance } from '../core/balancing/balance.ts';
import type { StageEnd } from '../core/cycle/cycle.ts';
import { contentHash } from '../core/identity/content-hash.ts';
import type { Dependencies } from './dependencies.ts';

export type Built = { datasetId: string; rows: number; limitsHeld: boolean; end?: StageEnd };

export function balanceActivities({ pool }: Dependencies) {
  return {
    /** Makes samples of the cycle's verdicts and an immutable dataset of all verified samples. */
    async buildDataset(cycleId: string): Promise<Built> {
      const cycle = await getCycle(pool, cycleId);
      const { config } = await getAgent(pool, cycle.agent, cycle.agent_version);
      const fresh = await samplesFromAnnotations(pool, cycle.agent, cycleId, config.annotate.min_confidence);
      const samples = await verifiedSamples(pool, cycle.agent);
      const { rows, report } = balance(
        samples.map(({ cycleId: from, replyHash, ...row }) => ({ ...row, reply: replyHash, origin: from === cycleId ? 'new' : 'replay' })),
        config.balance,
        { heldOut: await heldOutFingerprints(pool, cycle.agent) },
      );
      const train = rows.filter((row) => row.split === 'train').map(({ id, copies, weight }) => ({ sampleId: id, copies, weight }));
      const datasetId = `d-${contentHash('dataset', cycle.agent, train).slice(0, 16)}`;
      const lines = train.reduce((sum, row) => sum + row.copies, 0);
      const limitsHeld = report.limits.every((limit) => limit.holds);
      await storeDataset(pool, { id: datasetId, agent: cycle.agent, cycle_id: cycleId, rows: train.length, lines, limits_held: limitsHeld, report }, train);
      await finishStage(pool, cycleId, 'balance', { samples: fresh, rows: train.length, lines, limitsHeld, datasetId });
      const built = { datasetId, rows: train.length, limitsHeld };
      return lines < config.train.min_examples ? { ...built, end: { outcome: 'nothing_to_learn', reason: 'too_few_examples' } } : built;
    },
  };
}
