import { shuffled } from '../random/seeded-draw.ts';
import type { AnnotateConfig } from './config.ts';

/** One interaction that could be annotated. */
export type PlanInput = {
  id: number;
  /** Latest rating, 1-5. */
  rating: number | null;
  /** Whether any signal marks it as a bad case. */
  suspicious: boolean;
  /** Margin of the serving model, 0 torn to 1 sure; null when unknown. */
  margin: number | null;
};

export type PlanReason = 'bad_case' | 'uncertain' | 'random';
export type PlannedInteraction = { id: number; reason: PlanReason };

/**
 * Spends the budget: bad cases first (worst rating first) up to their share, then a seeded random share of what
 * is left of the budget, then the smallest margins. Interactions of unknown margin come after the known ones in
 * random order, so without margins the rest is a random sample. Deterministic for a seed; permuting the input
 * changes nothing.
 */
export function planAnnotation(inputs: readonly PlanInput[], config: AnnotateConfig): PlannedInteraction[] {
  const budget = Math.min(config.budget_per_cycle, inputs.length);
  const suspicious = inputs.filter((input) => input.suspicious).sort((a, b) => (a.rating ?? 6) - (b.rating ?? 6) || a.id - b.id);
  const plan: PlannedInteraction[] = suspicious
    .slice(0, Math.floor(config.budget_per_cycle * config.low_rated_share))
    .map(({ id }) => ({ id, reason: 'bad_case' }));
  const taken = new Set(plan.map(({ id }) => id));
  const rest = shuffled(inputs.filter(({ id }) => !taken.has(id)).sort((a, b) => a.id - b.id), config.seed, 'annotation');

  const atRandom = Math.min(rest.length, Math.round((budget - plan.length) * config.random_share));
  plan.push(...rest.slice(0, atRandom).map(({ id }) => ({ id, reason: 'random' as const })));
  // The sort is stable, so equal and unknown margins keep their random order.
  const torn = rest.slice(atRandom).sort((a, b) => (a.margin ?? 2) - (b.margin ?? 2));
  plan.push(...torn.slice(0, budget - plan.length).map(({ id, margin }) => ({ id, reason: margin === null ? ('random' as const) : ('uncertain' as const) })));
  return plan;
}
