import { compareText } from '../../order/compare-text.ts';
import type { AnalysisReportInput, SignalFigures } from '../analysis-input.ts';
import type { Bar } from '../chart/bars.ts';
import { bars } from '../chart/bars.ts';
import { percent } from '../../figures/figure-text.ts';
import type { Markup } from '../markup.ts';
import { markup } from '../markup.ts';
import type { Section } from '../page.ts';
import { rateOf } from '../../figures/share.ts';
import { first, shareLabel, signalLabel } from './labels.ts';
import type { Words } from './words-en.ts';

const mostSignals = 40;
const roles = ['primary', 'structured', 'appendix'] as const;

/** How often each signal fired, by role: what is only a hint stands last. */
export function signals({ signals: list }: AnalysisReportInput, words: Words): Section {
  const fired = list.filter(({ share }) => share.count > 0);
  return {
    id: 'signals',
    title: words.sections.signals,
    body: fired.length === 0 ? markup`<p>${words.signals.none}</p>` : [markup`<p class="quiet">${words.signals.caption}</p>`, roles.map((role) => ofRole(role, fired, words))],
  };
}

function ofRole(role: SignalFigures['role'], fired: readonly SignalFigures[], words: Words): Markup {
  const list = fired.filter((signal) => signal.role === role).sort((one, other) => rateOf(other.share)! - rateOf(one.share)! || compareText(one.code, other.code));
  if (list.length === 0) return markup``;
  const { shown, left } = first(list, mostSignals);
  return bars({ list: shown.map((signal) => barOf(signal, words)), tick: percent, caption: words.signals.roles[role], ...(left > 0 && { note: words.more(left, 'summary.json') }) });
}

const barOf = ({ code, role, share, high }: SignalFigures, words: Words): Bar => ({
  name: signalLabel(code, words),
  value: rateOf(share)!,
  interval: share.interval,
  text: [shareLabel(share, words), high > 0 && markup`<small>${words.signals.high(high)}</small>`],
  tone: role === 'appendix' ? 'calm' : high > 0 ? 'strong' : 'watch',
});
