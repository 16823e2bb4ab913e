import { z } from 'zod';
import { intentRulesSchema, paraphraseSchema, productionSchema, weightsSchema } from './config-fields.ts';

const share = z.number().min(0).max(1);
const tolerance = 1e-9;

/** The `balance:` section of an agent's YAML: which rows train, and how often each is shown. */
export const balanceConfigSchema = z
  .strictObject({
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
    paraphrase: paraphraseSchema
      .optional()
      .describe(
        'questions of intents below their floor in other words. They are marked, come after what users wrote, and follow their original to its side. Left out by default: copies cost nothing',
      ),
    min_target_ratio: z
      .number()
      .gt(0)
      .max(1)
      .default(0.5)
      .describe(
        'how far the set may shrink below what was asked before another limit gives way instead, as a fraction above 0 up to 1. .5: half the data is a fair price for not copying, less is not',
      ),
    intents: intentRulesSchema
      .default({})
      .describe(
        'rules for single intents: at_most (rows kept, or below 1 a fraction of them: the diverse and the recent stay), at_least (rows, copies included), max_copies, task (of its rows that name none, for task_weights). E.g. chit_chat: {at_most: 0.1}, fraud: {at_least: 100, task: safety}',
      ),
    like: z
      .enum(['production', 'uniform', 'temperature'])
      .default('production')
      .describe('what a set of target_size looks like within its limits: the shares of production, every intent the same, or shares of rows to the power of temperature'),
    temperature: z.number().min(0).max(1).default(0.5).describe('for like: temperature. 0 is uniform, 1 the shares as they are; .5 lifts rare intents without drowning the frequent'),
    production: productionSchema
      .default({})
      .describe('share of each intent in production, as a table that sums to at most 1, e.g. {refund: 0.3, fraud: 0.01}. Empty: the shares of the rows that trained before'),
    task_weights: weightsSchema
      .default({})
      .describe('how much a row of each task counts, e.g. {safety: 3, reasoning: 1.5, json: 0.5}; 1 where nothing is said'),
    severity_weights: weightsSchema.default({}).describe('how much a corrected error of each severity counts, e.g. {P0: 3}; multiplied with the weight of its task'),
    task_max_ratio: z
      .number()
      .gt(0)
      .max(1)
      .default(0.5)
      .describe('share of the whole weight beyond which weights lift no task, above 0 up to 1. .5: one task never swallows the set'),
    weights_as: z
      .enum(['copies', 'weight'])
      .default('copies')
      .describe('copies: weights become copies, since most trainers take no weights; weight: they are passed on with each row'),
    strategy: z
      .enum(['cumulative', 'incremental'])
      .default('cumulative')
      .describe(
        'cumulative trains on everything verified so far; incremental on new rows and a sample of old ones. cumulative: it is the safer of the two against forgetting',
      ),
    new_sample_ratio: z
      .tuple([share, share])
      .refine(([low, high]) => low <= high, 'expected [lowest, highest] with lowest at most highest')
      .optional()
      .describe(
        'share of new rows in the set, [lowest, highest], each 0 to 1; [0, 1] sets no limit. Left out: [.05, .2] for an incremental set, since with fewer old rows a model forgets and with more the new rows drown; no limit for a cumulative one, which holds everything old anyway and would only learn later',
      ),
    min_new_exposures: z
      .number()
      .min(0)
      .default(3)
      .describe('how often a new row is seen at least over all epochs of the training, copies included. 3: below it new intents are hardly learned'),
    on_conflict: z
      .enum(['ratio', 'exposures'])
      .default('ratio')
      .describe('where not all new rows fit into their share: ratio keeps the rest for later cycles; exposures takes all of them and exceeds the share'),
    user_max_ratio: z
      .number()
      .gt(0)
      .max(1)
      .default(0.2)
      .describe('largest share of the rows that come from one user, above 0 up to 1. .2: nobody shapes the agent alone'),
    max_tokens: z
      .int()
      .min(1)
      .default(16_384)
      .describe('tokens (estimated) beyond which a row does not train, from 1 on. 16384: what common models still take in training'),
    val_share: share.default(0).describe('share of the groups of rows held out to watch the training, 0 to 1. 0: the frozen suite decides, so every verified row may train'),
    test_share: share.default(0).describe('the same for a test set of your own, 0 to 1'),
    test_from: z.iso
      .datetime({ offset: true })
      .optional()
      .describe('rows from this instant on are test rows, for a test on what came later than all that was trained on. Left out by default'),
    seed: z
      .int()
      .default(20)
      .describe('decides between rows that are otherwise equal, any whole number. The same seed and rows give the same set; the value has no meaning'),
  })
  .refine((section) => section.val_share + section.test_share < 1, { error: 'val_share and test_share that leave something to train on', path: ['val_share'] })
  .check(({ value, issues }) => {
    if (value.target_size === undefined) return;
    const room = Math.floor(value.intent_max_ratio * value.target_size + tolerance);
    if (value.intent_min_samples <= room) return;
    issues.push({
      code: 'custom', input: value.intent_min_samples, path: ['intent_min_samples'],
      message: `at most ${room}, the most that intent_max_ratio leaves an intent in ${value.target_size} rows`,
    });
  });
export type BalanceConfig = z.infer<typeof balanceConfigSchema>;

/** Share of new rows in the set, [lowest, highest]: as configured, else what the strategy needs. */
export const newShareOf = ({ new_sample_ratio, strategy }: BalanceConfig): [low: number, high: number] =>
  new_sample_ratio ?? (strategy === 'incremental' ? [0.05, 0.2] : [0, 1]);

/** Most copies of a row of the intent. */
export const maxCopiesOf = (config: BalanceConfig, intent: string): number => config.intents[intent]?.max_copies ?? config.max_copies;

/** Rows, copies included, that the intent should have. */
export const floorOf = (config: BalanceConfig, intent: string): number => config.intents[intent]?.at_least ?? config.intent_min_samples;
