import { z } from 'zod';

/** One position of a reply, in the shape of the OpenAI API's `logprobs.content`. */
export type TokenLogprobs = { logprob: number; top_logprobs?: { logprob: number }[] };

/**
 * How sure a model was of its reply: the least difference, over the reply's tokens, between the probabilities of
 * the two likeliest tokens (margin sampling: Scheffer, Decomain, Wrobel 2001). 0 torn, 1 sure.
 * Undefined when there are no log probabilities with a runner-up.
 */
export function replyMargin(tokens: readonly TokenLogprobs[] | null | undefined): number | undefined {
  let least: number | undefined;
  for (const token of tokens ?? []) {
    const [first, second] = (token.top_logprobs ?? []).map((top) => Math.exp(top.logprob)).sort((a, b) => b - a);
    if (first === undefined || second === undefined) continue;
    const margin = Math.min(1, Math.max(0, first - second));
    if (least === undefined || margin < least) least = margin;
  }
  return least;
}

const logged = z.object({
  content: z
    .array(z.object({ logprob: z.number(), top_logprobs: z.array(z.object({ logprob: z.number() })).nullish().transform((list) => list ?? []) }))
    .nullish(),
});

/** The same of log probabilities as a log holds them. They are a hint: of broken ones there is none. */
export function marginOf(logprobs: unknown): number | undefined {
  if (logprobs === undefined || logprobs === null) return undefined;
  const parsed = logged.safeParse(logprobs);
  return parsed.success ? replyMargin(parsed.data.content) : undefined;
}
