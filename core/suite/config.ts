import { z } from 'zod';

const share = z.number().min(0).max(0.9);

/** The `suite:` section of an agent's YAML. */
export const suiteSchema = z
  .strictObject({
    sealed_share: share
      .default(0)
      .describe('share of the cases of a new suite whose texts nobody reads: the gate asks them, reports show no word of them. 0 to .9; 0: a team that writes its cases by hand knows them anyway'),
    reserve_share: share
      .default(0)
      .describe('share kept back for gate.on_inconclusive: extend, which draws from it once; hard cases are never in it. 0 to .9; 0: every case counts at the first look'),
    max_looks: z
      .int()
      .min(1)
      .default(60)
      .describe('verdicts after which a suite is worn: each look lets a little luck in, and what wins again and again fits the suite. 60: two months of daily cycles; then `flywheel suite rotate`'),
    regressions: z
      .boolean()
      .default(true)
      .describe('confirmed bad cases that the splits keep from training (balance.test_share) join the next version of the suite, each once'),
  })
  .refine(({ sealed_share, reserve_share }) => sealed_share + reserve_share < 1, { error: 'sealed_share and reserve_share that leave something to read', path: ['reserve_share'] });
export type SuiteConfig = z.infer<typeof suiteSchema>;
