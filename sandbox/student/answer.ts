import { abstainReply, abstainThreshold, familiarity } from './abstain.ts';
import { type Demonstration, voteOf } from './demonstrations.ts';
import { featuresOfWords, wordsOf } from './features.ts';
import type { StudentModel } from './model.ts';
import { probabilitiesOf } from './score.ts';

export type Candidate = { reply: string; probability: number };

/** The most that demonstrations weigh against what a trained model has learnt. */
const demonstrationShare = 0.6;
/** A base model answers from demonstrations only when their vote exceeds this. */
const untrainedThreshold = 0.15;

/**
 * The replies the student could give, likeliest first, at most `limit`; the first is its answer. The probabilities of all
 * of them sum to 1. Abstaining is one of them: its score is the threshold that the others have to beat. Ties go by the
 * order of training.
 */
export function answersTo(
  model: StudentModel,
  text: string,
  demonstrations: readonly Demonstration[] = [],
  limit = Infinity,
): Candidate[] {
  const trained = model.replies.length > 0;
  const candidates: Candidate[] = [];
  const vote = voteOf(model, text, demonstrations);
  const shown = (vote?.relevance ?? 0) * (trained ? demonstrationShare : 1);
  if (trained) {
    const words = wordsOf(text);
    const own = (1 - shown) * familiarity(model, words);
    const probabilities = probabilitiesOf(model, featuresOfWords(words, model.size, model.bucketWeights));
    for (let at = 0; at < probabilities.length; at++)
      candidates.push({ reply: model.replies[at]!, probability: own * probabilities[at]! });
  }
  for (const [reply, share] of vote?.shares ?? []) add(candidates, reply, shown * share);
  add(candidates, abstainReply, trained ? abstainThreshold(model) : untrainedThreshold);
  let total = 0;
  for (const { probability } of candidates) total += probability;
  for (const candidate of candidates) candidate.probability /= total;
  return likeliest(candidates, limit);
}

function add(candidates: Candidate[], reply: string, probability: number): void {
  const known = candidates.find((candidate) => candidate.reply === reply);
  if (known) known.probability += probability;
  else candidates.push({ reply, probability });
}

/** The first few need no full sort, and a call seldom wants more. */
function likeliest(candidates: Candidate[], limit: number): Candidate[] {
  if (limit > 8) return candidates.sort((a, b) => b.probability - a.probability).slice(0, limit);
  const best: Candidate[] = [];
  for (const candidate of candidates) {
    let at = best.length;
    while (at > 0 && best[at - 1]!.probability < candidate.probability) at--;
    if (at < limit) best.splice(at, 0, candidate);
    if (best.length > limit) best.pop();
  }
  return best;
}
