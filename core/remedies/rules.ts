import type { Advice, BadCluster } from './cluster.ts';

/** What a cycle could make, as it is configured. */
export type Means = { training: boolean; prompt: boolean; routing: boolean };

type Rule = Advice & { when: (cluster: BadCluster, means: Means) => boolean };

const fewCases = 3;
/** Corrections of an intent from which a training learns something, by the least that rows are seen (docs/balancing.md). */
const teachable = 5;
const oneOf = (...types: string[]) => ({ errorType }: BadCluster): boolean => types.includes(errorType);
const half = (part: number, { cases }: BadCluster): boolean => part * 2 >= cases;

/** What the model was told and does not do: a matter of instructions and demonstrations, at once and without training. */
const manner = oneOf('format', 'style', 'incomplete', 'refusal', 'off_topic');
/** What it claims: nothing that it says about facts is cured by other words. */
const knowledge = oneOf('wrong_fact', 'hallucination');

/** The first rule that holds decides. A new one is one more line. */
export const rules: readonly Rule[] = [
  { remedy: 'watch', because: 'too_few_cases', when: ({ cases }) => cases < fewCases },
  { remedy: 'tool_fix', because: 'tools_failed', when: (cluster) => half(cluster.toolErrors, cluster) },
  { remedy: 'data_fix', because: 'corrections_contradict', when: (cluster) => cluster.corrected >= teachable && cluster.distinctCorrections * 2 > cluster.corrected && oneOf('wrong_intent')(cluster) },
  { remedy: 'prompt', because: 'instructions_not_followed', when: (cluster, { prompt }) => prompt && manner(cluster) },
  { remedy: 'training', because: 'tools_misused', when: (cluster, { training }) => training && oneOf('tool_misuse')(cluster) && cluster.corrected >= teachable },
  { remedy: 'prompt', because: 'tools_misused', when: (cluster, { prompt }) => prompt && oneOf('tool_misuse')(cluster) },
  { remedy: 'data_fix', because: 'knowledge_missing', when: (cluster) => knowledge(cluster) && cluster.corrected < teachable },
  { remedy: 'training', because: 'corrections_teach', when: (cluster, { training }) => training && cluster.corrected >= teachable },
  { remedy: 'routing', because: 'too_hard_for_the_model', when: (_, { routing }) => routing },
  { remedy: 'prompt', because: 'demonstrations_may_help', when: (cluster, { prompt }) => prompt && cluster.corrected > 0 },
  { remedy: 'data_fix', because: 'no_corrections', when: ({ corrected }) => corrected === 0 },
  { remedy: 'data_fix', because: 'too_few_corrections', when: ({ corrected }) => corrected < teachable },
  { remedy: 'watch', because: 'nothing_configured_for_it', when: () => true },
];

/** What to try against a cluster of bad cases, and why. */
export function adviseOn(cluster: BadCluster, means: Means): Advice {
  const { remedy, because } = rules.find(({ when }) => when(cluster, means)) as Rule;
  return { remedy, because };
}
