import { duration, grouped, percent, points, pointsRange } from '../../figures/figure-text.ts';
import type { CriterionFacts, Sentences } from '../criterion-facts.ts';

type Of<C extends CriterionFacts['code']> = Extract<CriterionFacts, { code: C }>;
type Ratio = Omit<Of<'cost_ratio'>, 'code'>;

/** The same facts for Chinese reports. */
export const chinese: Sentences = {
  hard_cases: ({ hard, lost, flaky, both_fail: both }) => {
    if (hard === 0) return '评测集中没有必过用例。';
    const counted = lost > 0 ? `${grouped(hard)} 个必过用例中丢失 ${grouped(lost)} 个。` : `${grouped(hard)} 个必过用例无一丢失。`;
    return `${counted}${flaky > 0 ? `${grouped(flaky)} 个首次失败、重问后通过。` : ''}${both > 0 ? `${grouped(both)} 个在两个版本上均失败，不算丢失。` : ''}`;
  },
  complete: ({ n, expected }) => {
    if (n === 0) return '一个用例也没有评测。';
    return n < expected ? `${grouped(expected)} 个用例只评测了 ${grouped(n)} 个。` : `${grouped(n)} 个用例全部到齐。`;
  },
  not_rolled_back: ({ before }) => {
    if (before === null) return '不清楚该候选是否曾被回滚。';
    return before ? '该候选曾发布后又被回滚；同样的检验不足以推翻这一结论。' : '该候选从未被回滚。';
  },
  uncontaminated: ({ seen, excluded }) => {
    if (seen === null) return '未检查候选是否见过这些用例。';
    if (seen === 0) return '候选没有见过其中任何用例。';
    return `候选见过其中 ${grouped(seen)} 个用例${excluded ? '；这些用例不计入' : '：它的得分不能说明新用例上的表现'}。`;
  },
  judge_trusted: ({ n, judge, lacks }) => {
    if (n === 0) return '没有由模型评分的用例。';
    if (judge === null) return `${grouped(n)} 个用例由模型评分，但它的判断尚未与人工标注比较过。`;
    const faults = [
      ...(lacks.kappa_low === undefined ? [] : [`下界须达到 ${lacks.kappa_low}`]),
      ...(lacks.labels === undefined ? [] : [`至少需要 ${grouped(lacks.labels)} 条标注`]),
      ...(lacks.age === undefined ? [] : [`标注已超过 ${timeSpan(lacks.age)}`]),
    ];
    const kappa = `kappa ${judge.kappa.toFixed(2)}，下界 ${judge.kappa_low.toFixed(2)}，依据 ${grouped(judge.labels)} 条标注`;
    return `裁判评分了 ${grouped(n)} 个用例，它与人工的一致性：${kappa}${faults.length > 0 ? `；但${faults.join('，且')}` : ''}。`;
  },
  pairs_consistent: ({ n, consistent, limit, status }) => {
    const says = { pass: '', warn: `；要求 ${percent(limit)}`, fail: `，明确低于所要求的 ${percent(limit)}：它按先后位置评判，其平局不说明问题` };
    return `${grouped(n)} 对回复按两种顺序展示，裁判对其中 ${grouped(consistent)} 对判断一致（${percent(consistent / n)}）${says[status]}。`;
  },
  non_inferior: ({ reference, n, lost, gained, delta, ci95, margin, status }) => {
    const other = references[reference];
    if (n === 0) return `没有用例可与${other}比较。`;
    const says = { pass: `已证实至多比${other}差 ${pointsOf(margin)}`, fail: `已证实比${other}差 ${pointsOf(margin)}以上`, open: `未能证实至多比${other}差 ${pointsOf(margin)}` };
    return `在 ${grouped(n)} 个用例上丢失 ${grouped(lost)} 个、新增答对 ${grouped(gained)} 个（${points(delta)} 个百分点，95% 置信区间 ${pointsRange(ci95)}）：${says[status]}。`;
  },
  no_anchor: () => '近期没有优于当前线上版本的发布，无需另作比较。',
  no_harm: ({ reference, status }) =>
    ({
      not_run: '没有可比较的用例。', pass: `与${references[reference]}相比没有显著变差。`,
      warn: `确实比${references[reference]}差，但在容忍范围内。`, fail: `显著差于${references[reference]}。`,
    })[status],
  critical_slice_missing: ({ slice }) => `策略把 ${slice} 列为关键切片，但没有用例属于它。`,
  slice: ({ slice, role, n, lost, gained, margin, min_cases: least, status }) => {
    const counts = `${slice}：${grouped(n)} 个用例中丢失 ${grouped(lost)} 个、新增答对 ${grouped(gained)} 个`;
    if (status === 'fail') return `${counts}：${role === 'critical' ? '关键切片变差' : '显著变差'}。`;
    if (role !== 'critical') return `${counts}：${status === 'warn' ? '下降不能用偶然解释' : '没有超出偶然的下降'}。`;
    if (status === 'warn') return `${counts}：不足所需的 ${grouped(least)} 个用例，因此这里只有丢失必过用例或显著变差才会阻止发布。`;
    return `${counts}：${status === 'pass' ? '已证实' : '未能证实'}至多差 ${pointsOf(margin)}。`;
  },
  guarded_slices: ({ slices, named, status }) => {
    const list = named.map(({ slice, delta }) => `${slice}（${points(delta)} 个百分点）`).join('、');
    return {
      not_run: '没有其他切片。', fail: `经 Holm 校正（${grouped(slices)} 个受保护切片连同关键切片）仍显著变差：${list}。`,
      warn: `确实变差，但在容忍范围内：${list}。`, pass: `${grouped(slices)} 个受保护切片均无显著下降；最差的是 ${list}。`,
    }[status];
  },
  goal: ({ slice, gain, n, delta, status }) => {
    if (gain === null) return '未设目标：不变差即可。';
    if (n === 0) return slice === '' ? '没有用例可以检验目标。' : `目标设在 ${slice} 上，但没有用例属于它。`;
    const asked = gain === 0 ? '有提升' : `提升超过 ${pointsOf(gain)}`;
    const says = { pass: `已证实${asked}`, fail: gain === 0 ? '已证实没有提升' : `已证实提升不到 ${pointsOf(gain)}`, open: `未能证实${asked}` };
    return `目标（${slice === '' ? '全部用例' : slice}）：${grouped(n)} 个用例，${points(delta)} 个百分点，${says[status]}。`;
  },
  format_unknown: ({ n, min_cases: least }) => (n === 0 ? '回复内容未知。' : `双方回复均已知的用例只有 ${grouped(n)} 个，至少需要 ${grouped(least)} 个。`),
  format_drift: ({ form, champion, candidate, limit, status }) => {
    const says = { fail: `变化超过 ${pointsOf(limit)}`, warn: '有变化，但未能证实超出界限', pass: '没有漂移' };
    return `${forms[form]}：线上版本 ${percent(champion)}，候选 ${percent(candidate)}：${says[status]}。`;
  },
  too_few_measured: ({ what, n, min_cases: least }) => (n === 0 ? `没有用例在双方都有${measures[what]}数据。` : `双方都有${measures[what]}数据的用例只有 ${grouped(n)} 个，至少需要 ${grouped(least)} 个。`),
  cost_ratio: (ratio) => `每个用例的成本：线上版本 ${dollars(ratio.champion)}，候选 ${dollars(ratio.candidate)}${ratioText(ratio)}。`,
  latency_p95_ratio: (ratio) => `95% 的回复用时不超过：线上版本 ${waiting(ratio.champion)}，候选 ${waiting(ratio.candidate)}${ratioText(ratio)}。`,
};

const references = { champion: '线上版本', anchor: '近期最佳版本' };
const measures = { cost: '成本', latency: '延迟' };

const forms: Readonly<Record<Of<'format_drift'>['form'], string>> = {
  json: 'JSON 回复', fenced: '含代码块的回复', refused: '拒答', empty: '空回复', otherLanguage: '语言与用户不同的回复',
};

/** A margin: `2 个百分点`. */
const pointsOf = (margin: number): string => `${Number((margin * 100).toFixed(1))} 个百分点`;

const dollars = (value: number): string => `$${Number(value.toPrecision(3))}`;

function ratioText({ ratio, interval, limit, status }: Ratio): string {
  if (ratio === null) return '';
  const between = interval === null ? '' : `（区间 ${interval[0].toFixed(2)} 至 ${interval[1].toFixed(2)}）`;
  const says = { pass: '', warn: `，高于界限 ${limit} 倍，但未能证实`, fail: `，已证实高于界限 ${limit} 倍` };
  return `，为线上版本的 ${ratio.toFixed(2)} 倍${between}${says[status]}`;
}

const units: Readonly<Record<string, string>> = { ms: '毫秒', s: '秒', min: '分钟', m: '分钟', h: '小时', d: '天' };
const unitsOf = (text: string): string => text.replace(/ ?([a-z]+)$/, (whole, unit: string) => (units[unit] === undefined ? whole : ` ${units[unit]}`));

/** Milliseconds: `850 毫秒`. */
const waiting = (milliseconds: number): string => unitsOf(duration(milliseconds));
/** A configured duration: `90d` is `90 天`. */
const timeSpan = (configured: string): string => unitsOf(configured.trim());
