import type { SignalsConfig } from './config.ts';
import type { SignalFacts } from './facts.ts';
import type { Limits } from './limits.ts';
import { describeEvidence, type Signal } from './signal.ts';
import { signalTable } from './table/index.ts';

/** The signals of one interaction; none means that nothing looks wrong, not that it is right. */
export function detectSignals(facts: SignalFacts, config: SignalsConfig, limits: Limits): Signal[] {
  return signalTable.flatMap((definition) => {
    if (!definition.applies(facts, config, limits)) return [];
    const found = definition.fires(facts, config, limits);
    return found ? [{ code: definition.code, detail: describeEvidence(found.evidence), role: definition.role, ...found }] : [];
  });
}

/** Which signals could have fired: the denominators of their rates. */
export const applicableSignals = (facts: SignalFacts, config: SignalsConfig, limits: Limits): string[] =>
  signalTable.filter((definition) => definition.applies(facts, config, limits)).map(({ code }) => code);
