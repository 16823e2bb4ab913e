import { grouped } from '../../figures/figure-text.ts';
import type { BalanceSentences } from '../balance-facts.ts';

/** The same facts for Chinese reports. */
export const chinese: BalanceSentences = {
  user_share_raised: ({ limit, left, rows }) => `单一用户的占比上限放宽到 ${limit} 以上：否则 ${grouped(rows)} 行只剩 ${grouped(left)} 行`,
  cutting_costs: ({ size, rows }) => `若只按最大占比裁减，${grouped(rows)} 行只剩 ${grouped(size)} 行`,
  target_lowered: ({ from, to }) => `目标行数由 ${grouped(from)} 降为 ${grouped(to)}，即约束之内的最大集合`,
  copies_raised: ({ to }) => `单行的复制次数由 1 提高到至多 ${grouped(to)}`,
  floors_lowered: ({ intents }) => `${grouped(intents)} 个意图行数过少，下限已降低：请在这些意图上补充标注`,
  share_raised: ({ from, intents }) => `单一意图的最大占比由 ${from} 提高到 1/${intents}：总共只有 ${grouped(intents)} 个意图`,
  floors_do_not_fit: ({ to, intents, rows }) => `下限降为至多 ${grouped(to)} 行：否则 ${grouped(intents)} 个意图的下限合计超出 ${grouped(rows)} 行`,
  cut_to_share: ({ intents, rows }) => `${grouped(intents)} 个意图裁减到 ${grouped(rows)} 行中的最大占比`,
  no_more_old: ({ old, highest }) => `${grouped(old)} 行旧样本已全部用上，新样本仍超过其最大占比 ${highest}`,
  too_few_old: ({ old, fresh, highest }) => `${grouped(old)} 行旧样本已全部用上，仍不足以把 ${grouped(fresh)} 行新样本限制在最大占比 ${highest} 之内`,
  new_wait: ({ waiting, fresh, highest }) => `${grouped(fresh)} 行新样本中有 ${grouped(waiting)} 行留待以后的轮次：再多便超过其最大占比 ${highest}`,
  collect_more: ({ intent, more }) => `意图 ${intent} 还需收集 ${grouped(more)} 条`,
};
