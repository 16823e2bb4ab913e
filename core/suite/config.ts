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
    regression_share: share
      .default(0.1)
      .describe('of new users, sessions and questions with a confirmed bad case, the share that never trains, so that their confirmed bad cases join the next version of the suite, each once. 0 to .9; .1: some five in a hundred of all examples are held out, which accuracy hardly notices; 0: every correction trains, and the suite stays as it is'),
    max_regressions: z
      .int()
      .min(1)
      .max(10_000)
      .default(300)
      .describe('most former bad cases that a suite holds; the newest of each intent stay, and what goes never trains either. From 1 on; each is asked of every candidate, and 300 are as many as a usual sample of production has, so that former bad cases do not outweigh it'),
  })
  .refine(({ sealed_share, reserve_share }) => sealed_share + reserve_share < 1, { error: 'sealed_share and reserve_share that leave something to read', path: ['reserve_share'] });
export type SuiteConfig = z.infer<typeof suiteSchema>;
