import type { Advice, BadCluster } from './cluster.ts';
import { adviseOn, type Means } from './rules.ts';

export type AdvisedCluster = BadCluster & Advice & { share: number };

/**
 * Advice on every cluster of a cycle, the largest first. `share` is the part of all bad cases that the cluster makes up.
 * Deterministic: ties go by error type and intent.
 */
export function advise(clusters: readonly BadCluster[], means: Means): AdvisedCluster[] {
  const total = clusters.reduce((sum, { cases }) => sum + cases, 0);
  return clusters
    .map((cluster) => ({ ...cluster, ...adviseOn(cluster, means), share: total > 0 ? cluster.cases / total : 0 }))
    .sort((a, b) => b.cases - a.cases || (a.errorType === b.errorType ? (a.intent < b.intent ? -1 : 1) : a.errorType < b.errorType ? -1 : 1));
}
