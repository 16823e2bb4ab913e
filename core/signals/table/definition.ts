import type { SignalsConfig } from '../config.ts';
import type { SignalFacts } from '../facts.ts';
import type { Limits } from '../limits.ts';
import type { Evidence, SignalRole, SignalWeight } from '../signal.ts';

/** Who says that something is wrong; a high signal of a judge or of a user decides alone. */
export type SignalFamily = 'tool' | 'reply' | 'usage' | 'judge' | 'feedback' | 'session';

/** One signal: when it can fire, when it does, how much that weighs and what it rests on. */
export type SignalDefinition = {
  code: string;
  family: SignalFamily;
  role: SignalRole;
  /** Whether the row has what the signal reads: the denominator of its rate. */
  applies: (facts: SignalFacts, config: SignalsConfig, limits: Limits) => boolean;
  /** Only asked where it applies. */
  fires: (facts: SignalFacts, config: SignalsConfig, limits: Limits) => { weight: SignalWeight; evidence: Evidence[] } | undefined;
};
