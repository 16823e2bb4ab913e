import type { codesEn } from './codes-en.ts';

/** What codes are called in Chinese. */
export const codesZh: typeof codesEn = {
  verdicts: { promote: '建议发布', reject: '拒绝', inconclusive: '证据不足' },
  status: { pass: '通过', fail: '未通过', open: '未定', warn: '警告', not_run: '未运行' },
  proofs: { authenticated: '已认证', claimed: '自称' },
  triggers: { schedule: '定时', run: '手动', retrain: '手动重训' },
  kinds: { training: '训练', prompt: '提示词搜索', routing: '路由' },
  stageNames: { collect: '收集', annotate: '标注', balance: '配比', train: '训练', evaluate: '评测', release: '发布' },
  outcomes: {
    promoted: '已发布', rejected: '已拒绝', inconclusive: '证据不足', nothing_to_learn: '无可学习内容', no_suite: '无评测集', releasing: '发布中', awaiting_approval: '等待审批',
    approval_timeout: '审批超时', superseded: '已被取代', rolled_back: '已回滚', cancelled: '已取消', failed: '失败',
  },
  criterionNames: {
    complete: '证据完整', not_rolled_back: '从未回滚', uncontaminated: '无泄漏', judge_trusted: '裁判可信', pairs_consistent: '裁判前后一致', hard_cases: '必过用例', non_inferior_overall: '不劣于线上版本', non_inferior_anchor: '不劣于近期最佳版本',
    no_harm_overall: '总体无损害', no_harm_anchor: '相对近期最佳无损害', critical_slice: '关键切片', guarded_slices: '受保护切片', format_drift: '回复形式', goal: '目标', cost_ratio: '成本比', latency_p95_ratio: 'p95 延迟比',
  },
  reasons: {
    hard_case_lost: '丢失必过用例', previously_rolled_back: '曾被回滚', harm_on_critical_slice: '关键切片受损', harm_on_slice: '切片受损', format_drift: '回复形式漂移', cost_over_limit: '成本超限', latency_over_limit: '延迟超限',
    goal_missed: '未达目标', non_inferior: '不劣于线上版本', improved: '有提升', goal_reached: '达到目标', harm_within_margin: '容忍范围内的下降', harm_significant: '显著变差', no_cases: '没有用例', incomplete: '证据不完整', contaminated: '用例被污染',
    judge_not_trusted: '裁判不可信', critical_slice_missing: '缺少关键切片', not_shown_overall: '总体未能证明', not_shown_anchor: '相对近期最佳未能证明', not_shown_on_critical_slice: '关键切片未能证明', goal_not_shown: '目标未能证明',
    below_threshold: '未达阈值', no_new_interactions: '无新增交互', too_few_examples: '样本过少', import_a_suite_first: '请先导入评测集', another_cycle_runs: '另一轮正在运行', cancelled: '已取消',
  },
  warnings: {
    answer_name_unknown: '部分回复的模型名称未曾登记。',
    suite_worn: '评测集被查看次数过多，正在被“背题”。可用 npx flywheel suite rotate 换入新用例。',
    answers_missing: '部分用例有一方没有回复，均按对候选不利计算。',
    anchor_not_served: '近期最佳版本已下线，无法与之比较。',
    contaminated: '候选的训练数据与部分用例重复。',
    reserve_too_small: '判定所需用例多于储备，因此未追加。',
    judge_follows_place: '交换两条回复的先后位置后，裁判过于频繁地改变判断：见“裁判可信度”。',
  },
};
