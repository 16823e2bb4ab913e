import type { BalanceSentences } from '../balance-facts.ts';

/** What balancing says on the command line, in data cards and in English reports. */
export const english: BalanceSentences = {
  user_share_raised: ({ limit, left, rows }) => `share of a user raised above ${limit}: the cap would leave ${left} of ${rows} rows`,
  cutting_costs: ({ size, rows }) => `cutting to the largest share alone would leave ${size} of ${rows} rows`,
  target_lowered: ({ from, to }) => `target lowered from ${from} to ${to}, the largest set within the limits`,
  copies_raised: ({ to }) => `copies of a row raised from 1 to at most ${to}`,
  floors_lowered: ({ intents }) => `floor lowered for ${intentsText(intents)} with too few rows: collect labels there`,
  share_raised: ({ from, intents }) => `largest share of an intent raised from ${from} to 1/${intents}: there ${intents === 1 ? 'is' : 'are'} only ${intentsText(intents)}`,
  floors_do_not_fit: ({ to, intents, rows }) => `floors lowered to at most ${to}: those of ${intentsText(intents)} do not fit into ${rows} rows otherwise`,
  cut_to_share: ({ intents, rows }) => `${intentsText(intents)} cut to the largest share of ${rows} rows`,
  no_more_old: ({ old, highest }) => `all ${old} old rows are in, and the new ones still exceed their highest share of ${highest}`,
  too_few_old: ({ old, fresh, highest }) => `all ${old} old rows are in, too few to hold ${fresh} new ones to their highest share of ${highest}`,
  new_wait: ({ waiting, fresh, highest }) => `${waiting} of ${fresh} new rows wait for a later cycle: more would exceed their highest share of ${highest}`,
  collect_more: ({ intent, more }) => `collect ${more} more of ${intent}`,
};

const intentsText = (count: number): string => (count === 1 ? '1 intent' : `${count} intents`);
