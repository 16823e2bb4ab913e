import { shuffled } from '../random/seeded-draw.ts';
import { tiers, type Tier } from '../signals/tier.ts';

/** One interaction that could be annotated. */
export type PlanInput = {
  id: number;
  user: string | null;
  tier: Tier;
  /** Whether any signal was found, even where it takes more for a tier. */
  suspicious: boolean;
  /** How likely it is bad by what users said and did; null: they said nothing. */
  badProbability: number | null;
  /** Margin of the serving model, 0 torn to 1 sure; null when unknown. */
  margin: number | null;
  /** The intent that its question looks like; null: none, or not looked for. */
  intent: string | null;
};

export type PlanConfig = { budget_per_cycle: number; random_share: number; bad_case_share: number; floor_share: number; user_max_share: number; seed: number };

/** `rest`: chosen by lot from what was left, since nothing speaks for or against it. No random sample of all: only `random` is. */
export type PlanReason = 'random' | 'bad_case' | 'floor' | 'uncertain' | 'rest';
export type PlannedInteraction = {
  id: number;
  reason: PlanReason;
  /** What the reason rests on. */
  detail: { tier?: Tier; bad_probability?: number; margin?: number; intent?: string };
};

/**
 * Spends the budget: first a seeded random share of all, so that it stays unbiased; then bad cases up to their share, the
 * strongest tier first; then questions that look like starved intents, the most starved first; then the smallest margins.
 * No user fills more than a share of it while interactions of others wait. Deterministic for a seed; permuting the input
 * changes nothing.
 *
 * @param needs how many examples each starved intent lacks
 */
export function planAnnotation(inputs: readonly PlanInput[], config: PlanConfig, needs: ReadonlyMap<string, number> = new Map()): PlannedInteraction[] {
  const budget = Math.min(config.budget_per_cycle, inputs.length);
  const drawn = shuffled(inputs.toSorted((a, b) => a.id - b.id), config.seed, 'annotation');
  const atRandom = Math.min(budget, Math.round(budget * config.random_share));
  const plan: PlannedInteraction[] = drawn.slice(0, atRandom).map(({ id }) => ({ id, reason: 'random', detail: {} }));
  const taken = new Set(plan.map(({ id }) => id));
  const users = new Map<string, number>();
  const mostOfUser = Math.max(1, Math.ceil(budget * config.user_max_share));

  /** Takes from the head of the candidates until `most` are taken or the plan is full. */
  function take(candidates: readonly PlanInput[], most: number, reason: (input: PlanInput) => Omit<PlannedInteraction, 'id'>, capped: boolean): void {
    let left = Math.min(most, budget - plan.length);
    for (const input of candidates) {
      if (left <= 0) return;
      if (taken.has(input.id)) continue;
      const count = input.user === null ? 0 : (users.get(input.user) ?? 0);
      if (capped && count >= mostOfUser) continue;
      if (input.user !== null) users.set(input.user, count + 1);
      taken.add(input.id);
      plan.push({ id: input.id, ...reason(input) });
      left -= 1;
    }
  }

  const rest = drawn.slice(atRandom);
  const bad = rest
    .filter((input) => input.suspicious || input.tier !== 'none')
    .sort((a, b) => tiers.indexOf(a.tier) - tiers.indexOf(b.tier) || (b.badProbability ?? 0.5) - (a.badProbability ?? 0.5) || a.id - b.id);
  // The sort is stable, so equal and unknown margins keep their random order.
  const torn = rest.toSorted((a, b) => (a.margin ?? 2) - (b.margin ?? 2));
  take(bad, Math.floor(config.budget_per_cycle * config.bad_case_share), badCase, true);
  take(inOrderOfNeed(torn.filter(({ id }) => !taken.has(id)), needs), Math.floor(budget * config.floor_share), floor, true);
  take(torn, budget, uncertain, true);
  take(torn, budget, uncertain, false);
  return plan;
}

const badCase = ({ tier, badProbability }: PlanInput): Omit<PlannedInteraction, 'id'> => ({
  reason: 'bad_case',
  detail: { tier, ...(badProbability !== null && { bad_probability: badProbability }) },
});
const floor = ({ intent, margin }: PlanInput): Omit<PlannedInteraction, 'id'> => ({ reason: 'floor', detail: { intent: intent ?? '', ...(margin !== null && { margin }) } });
const uncertain = ({ margin }: PlanInput): Omit<PlannedInteraction, 'id'> => (margin === null ? { reason: 'rest', detail: {} } : { reason: 'uncertain', detail: { margin } });

/** Candidates of starved intents, so that each next one belongs to the intent that then lacks most; within an intent in the given order. */
function inOrderOfNeed(candidates: readonly PlanInput[], needs: ReadonlyMap<string, number>): PlanInput[] {
  const places = new Map<string, number>();
  return candidates
    .flatMap((input) => {
      const need = input.intent === null ? undefined : needs.get(input.intent);
      if (input.intent === null || need === undefined) return [];
      const place = places.get(input.intent) ?? 0;
      places.set(input.intent, place + 1);
      return place < need ? [{ input, lacks: need - place }] : [];
    })
    .sort((a, b) => b.lacks - a.lacks)
    .map(({ input }) => input);
}
