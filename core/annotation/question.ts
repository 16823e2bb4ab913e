import type { Message } from '../interaction/message.ts';
import type { SignalsConfig } from '../signals/config.ts';
import type { Signal } from '../signals/signal.ts';
import { familyOf } from '../signals/table/index.ts';
import { tierOf, type Tier } from '../signals/tier.ts';
import type { JudgeQuestion } from './annotate-one.ts';
import type { AnnotateConfig } from './config.ts';
import { wantsInsight } from './judge-options.ts';
import { piiSuspects, suspectRules } from './pii-suspects.ts';

/** An interaction with what is known of it before a judge has seen it. */
export type Suspected = {
  messages: readonly Message[];
  reply: string;
  tier: Tier;
  signals: readonly Pick<Signal, 'code' | 'detail' | 'weight'>[];
  /** Numbers about it, e.g. tokens and failed tools; null where not known. */
  measured: Readonly<Record<string, number | null>>;
  /** What users said about it, by the names of the fields; null where they said nothing. */
  said?: Readonly<Record<string, string | null>>;
};

const opinions: ReadonlySet<string | undefined> = new Set(['feedback', 'judge']);

/**
 * What a judge is asked about an interaction: why it went wrong where the tier wants that, and for personal data where the
 * rules suspect some. The facts leave out what users and earlier judges said: the verdict must be evidence of
 * its own beside theirs.
 */
export function judgeQuestion({ messages, reply, tier, signals, measured, said = {} }: Suspected, config: AnnotateConfig, signalsConfig: SignalsConfig): JudgeQuestion {
  const insight = wantsInsight(config, tier);
  const own = signals.filter(({ code }) => !opinions.has(familyOf(code)));
  const suspected = Object.entries(said).filter((entry): entry is [string, string] => config.pii_review && entry[1] !== null && suspectRules(entry[1]).length > 0);
  const known = Object.entries(measured).filter(([, value]) => value !== null);
  return {
    messages, reply, insight,
    pii: config.pii_review && piiSuspects(messages, reply).length > 0,
    ...(suspected.length > 0 && { review: Object.fromEntries(suspected) }),
    ...(insight && { facts: { tier: tierOf(own, signalsConfig), signals: own.map(({ code, detail }) => `${code}: ${detail}`), ...Object.fromEntries(known) } }),
  };
}
