import type { SignalsConfig } from '../signals/config.ts';
import { detectSignals } from '../signals/detect.ts';
import { unknownFacts, type SignalFacts, type Verdict } from '../signals/facts.ts';
import { limitsFor } from '../signals/limits.ts';
import type { Signal } from '../signals/signal.ts';
import { signalTable } from '../signals/table/index.ts';
import { tierOf, worseTier, type Tier } from '../signals/tier.ts';
import { axes, scoreOf } from './axes.ts';
import type { Judgement } from './judgement.ts';

/** Codes of the signals that only a judge's answer can raise: those of an earlier answer give way to those of a new one. */
export const judgedCodes: readonly string[] = signalTable.filter(({ family }) => family === 'judge').map(({ code }) => code);

/** What signals read of a judgement; a failed value is null, so that nothing fires on it. */
export function judgedFacts({ agentQuality, replyQuality, recommendation, difficulty, sentiment, axes: marks }: Judgement): Pick<SignalFacts, 'analysis' | 'quality' | 'difficulty' | 'sentiments' | 'axes'> {
  const verdict = (dimensions: Record<string, number | null> | null): Verdict | null => {
    const score = scoreOf(dimensions);
    return score === null ? null : { score, recommendation };
  };
  return {
    analysis: verdict(agentQuality),
    quality: verdict(replyQuality),
    difficulty: difficulty === null ? null : difficulty / 5,
    sentiments: sentiment === null ? [] : [sentiment],
    axes: Object.fromEntries(axes.flatMap(({ name, field }) => (marks[name] === null ? [] : [[field, marks[name]]]))),
  };
}

/**
 * What a judgement adds to an interaction's signals, and the tier after it. The tier may rise, and never falls: measurements
 * do not go away because a judge liked the reply.
 */
export function afterJudgement(before: { tier: Tier; signals: readonly Pick<Signal, 'code' | 'weight'>[] }, judgement: Judgement, config: SignalsConfig): { tier: Tier; signals: Signal[] } {
  const signals = detectSignals({ ...unknownFacts, ...judgedFacts(judgement) }, config, limitsFor(null, config, null));
  const others = before.signals.filter(({ code }) => !judgedCodes.includes(code));
  return { signals, tier: worseTier(before.tier, tierOf([...others, ...signals], config)) };
}
