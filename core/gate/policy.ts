import { z } from 'zod';

/** The `gate:` section of an agent's YAML: how much worse is too much, and how sure one must be. */
export const gatePolicySchema = z.strictObject({
  margin: z
    .number()
    .gt(0)
    .lt(1)
    .default(0.02)
    .describe(
      'largest loss of accuracy that still counts as no worse, as a fraction, above 0 and below 1. .02: successive models differ on 1-5 % of cases, and two points can be shown with about 800 paired cases',
    ),
  alpha: z
    .number()
    .gt(0)
    .lt(0.5)
    .default(0.05)
    .describe(
      'one-sided error rate of each test, above 0 and below .5: the chance of promoting a candidate that is worse by the whole margin. .05: the usual level of non-inferiority trials',
    ),
  power: z
    .number()
    .gt(0)
    .lt(1)
    .default(0.8)
    .describe(
      'chance, above 0 and below 1, that an equally good candidate passes with the number of cases that an inconclusive verdict asks for. .8: the usual choice; .9 asks for about 40 % more cases',
    ),
});
export type GatePolicy = z.infer<typeof gatePolicySchema>;
