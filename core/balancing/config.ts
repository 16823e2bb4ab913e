import { z } from 'zod';

const share = z.number().min(0).max(1);

/** The `balance:` section of an agent's YAML: which rows train, and how often each is shown. */
export const balanceConfigSchema = z.strictObject({
  intent_max_ratio: z
    .number()
    .gt(0)
    .max(1)
    .default(0.2)
    .describe(
      'largest share of the training set that one intent may fill, above 0 up to 1. .2: a mild cap; tight ones throw away what the frequent intents need',
    ),
  intent_min_samples: z
    .int()
    .min(0)
    .default(50)
    .describe(
      'rows, copies included, that every intent should have, from 0 on. 50: below it a tuned model often forgets the intent; what is missing is made up by copies and asked for as labels',
    ),
  target_size: z
    .int()
    .min(1)
    .optional()
    .describe(
      'rows of the training set, copies included, from 1 on. Left out by default: every verified row is used, since throwing rows away costs accuracy',
    ),
  max_copies: z
    .int()
    .min(1)
    .max(100)
    .default(5)
    .describe('how often one row may be shown at most, 1 to 100. 5: beyond that a model learns the row by heart instead of the intent'),
  min_target_ratio: z
    .number()
    .gt(0)
    .max(1)
    .default(0.5)
    .describe(
      'how far the set may shrink below what was asked before rows are copied instead, as a fraction above 0 up to 1. .5: half the data is a fair price for not copying, less is not',
    ),
  strategy: z
    .enum(['cumulative', 'incremental'])
    .default('cumulative')
    .describe(
      'cumulative trains on everything verified so far; incremental on all new rows and a sample of old ones. cumulative: it is the safer of the two against forgetting',
    ),
  new_sample_ratio: z
    .tuple([share, share])
    .refine(([low, high]) => low <= high, 'expected [lowest, highest] with lowest at most highest')
    .default([0.05, 0.2])
    .describe(
      'share of new rows in an incremental set, [lowest, highest], each 0 to 1; old rows fill up to it, and [0, 1] takes none. [.05, .2]: with fewer old rows a model forgets, with more the new rows drown',
    ),
  seed: z
    .int()
    .default(20)
    .describe('decides between rows that are otherwise equal, any whole number. The same seed and rows give the same set; the value has no meaning'),
});
export type BalanceConfig = z.infer<typeof balanceConfigSchema>;
