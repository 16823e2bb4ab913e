/** Counts are of rows where nothing else is said; shares are fractions. */
type Facts = {
  /** A user may have more than `limit`: with it `left` of `rows` would be left. */
  user_share_raised: { limit: number; left: number; rows: number };
  /** What cutting to the largest share alone would leave. */
  cutting_costs: { size: number; rows: number };
  target_lowered: { from: number; to: number };
  /** Of a row, from 1 on. */
  copies_raised: { to: number };
  /** So many intents have too few rows for their floor. */
  floors_lowered: { intents: number };
  /** To one of so many intents. */
  share_raised: { from: number; intents: number };
  floors_do_not_fit: { to: number; intents: number; rows: number };
  cut_to_share: { intents: number; rows: number };
  /** The new ones exceed their highest share all the same. */
  no_more_old: { old: number; highest: number };
  too_few_old: { old: number; fresh: number; highest: number };
  new_wait: { waiting: number; fresh: number; highest: number };
  /** Nothing gave way: it is missing. */
  collect_more: { intent: string; more: number };
};

type Code = keyof Facts;

/** What gave way when a training set was sized, or what it lacks, without words: plain data that survives JSON. */
export type BalanceFacts = { [C in Code]: { code: C } & Facts[C] }[Code];

/** The sentences of one language: one for each code. */
export type BalanceSentences = { readonly [C in Code]: (facts: Facts[C]) => string };
