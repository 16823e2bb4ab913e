import { shareOf, type Share } from '../figures/share.ts';

/** Where a dialogue of several steps went wrong, and who. */
export type Attribution = { step: number; agent: string | null };

export type AttributionPair = {
  human: Attribution;
  /** Null: the judge names no mistake, or its answer could not be read. */
  judge: Attribution | null;
  /** Everybody who speaks in the dialogue, by the names that people use. */
  agents: readonly string[];
};

export type AttributionScore = {
  n: number;
  /** Right by the agent, whatever the step; and the other way round. */
  agent: Share;
  step: Share;
  /** Right by the step, give or take so many. */
  within: { steps: number; share: Share }[];
  /** No mistake was named: counted as wrong everywhere. */
  unanswered: Share;
};

const tolerances = [1, 3, 5];

/**
 * How often a judge finds whose mistake made a failure certain, and at which step, by people's labels of all failures (Zhang and others 2025, "Which agent
 * causes task failures and when?"). A judge that names nothing is wrong.
 */
export function scoreAttribution(pairs: readonly AttributionPair[]): AttributionScore {
  const share = (right: (pair: AttributionPair & { judge: Attribution }) => boolean): Share =>
    shareOf(pairs.filter((pair) => pair.judge !== null && right({ ...pair, judge: pair.judge })).length, pairs.length);
  return {
    n: pairs.length,
    agent: share(({ human, judge, agents }) => sameAgent(human.agent, judge.agent, agents)),
    step: share(({ human, judge }) => human.step === judge.step),
    within: tolerances.map((steps) => ({ steps, share: share(({ human, judge }) => Math.abs(human.step - judge.step) <= steps) })),
    unanswered: shareOf(pairs.filter(({ judge }) => judge === null).length, pairs.length),
  };
}

/** Logs write what an agent does behind its name: "Orchestrator (thought)", "Orchestrator_-_WebSurfer_". */
function sameAgent(one: string | null, other: string | null, agents: readonly string[]): boolean {
  if (one === null || other === null) return false;
  return agentOf(one, agents) === agentOf(other, agents);
}

function agentOf(name: string, agents: readonly string[]): string {
  const plain = plainName(name);
  const known = agents.map(plainName).filter((agent) => plain === agent || plain.startsWith(`${agent}_`));
  return known.toSorted((one, other) => other.length - one.length)[0] ?? plain;
}

const plainName = (name: string): string => name.toLowerCase().replace(/[^\p{L}\p{N}]+/gu, '_').replace(/^_|_$/g, '');
