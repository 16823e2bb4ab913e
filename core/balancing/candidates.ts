import { nearTwinIndex } from '../duplicates/near-twins.ts';
import type { Placed, SplitItem } from '../splits/side.ts';
import type { BalanceConfig } from './config.ts';
import type { BalanceRow } from './plan.ts';
import { textFacts } from './text-facts.ts';

/** A row as it is read, with the text that was asked; everything else that texts tell is found out here. */
export type Candidate = Omit<BalanceRow, 'fingerprint' | 'cluster' | 'twin' | 'cell' | 'side' | 'group'> & { question: string; session?: string };

/** What a plan and a split need of each candidate, in the order of the candidates. */
export function factsOf(candidates: readonly Candidate[], heldOut: readonly string[]): { rows: BalanceRow[]; items: SplitItem[] } {
  const facts = textFacts(candidates.map(({ question }) => question), heldOut);
  const fingerprints = new Map(candidates.map(({ id }, place) => [id, facts[place]!.fingerprint]));
  const rows = candidates.map((candidate, place): BalanceRow => {
    const { fingerprint, cell, cluster, twin } = facts[place]!;
    // Named one by one: a second spread would make a million rows slow to read.
    return { ...candidate, fingerprint, cell, cluster, twin };
  });
  const items = candidates.map(({ id, user, session, intent, at, paraphraseOf, corrected, origin }, place): SplitItem => {
    // A paraphrase belongs to the group of what it says again.
    const fingerprint = (paraphraseOf === undefined ? undefined : fingerprints.get(paraphraseOf)) ?? facts[place]!.fingerprint;
    return { id, intent, fingerprint, cluster: facts[place]!.cluster, ...(user !== undefined && { user }), ...(session !== undefined && { session }), ...(at !== undefined && { at }), ...(corrected === true && { bad: true }), ...(origin === 'replay' && { trained: true }) };
  });
  return { rows, items };
}

/**
 * The rows with their sides. The search for clusters misses a few pairs, and a leak that goes unseen cannot be
 * taken back: so rows that would train are compared with all that is held out once more, exactly.
 */
export function withSides(rows: readonly BalanceRow[], placed: readonly Placed[], candidates: readonly Candidate[]): BalanceRow[] {
  const held = candidates.flatMap(({ question }, place) => (placed[place]!.side === 'train' ? [] : [question]));
  const twinOf = held.length === 0 ? () => undefined : nearTwinIndex(held);
  return rows.map((row, place): BalanceRow => {
    const { side, blocked, group } = placed[place]!;
    const leaks = blocked || (side === 'train' && twinOf(candidates[place]!.question) !== undefined);
    return { ...row, group, side: leaks ? 'blocked' : side };
  });
}

/** Rows that name no task get that of their intent (`intents.<name>.task`). */
export function withTasks(rows: readonly BalanceRow[], { intents }: BalanceConfig): BalanceRow[] {
  return rows.map((row) => {
    const task = row.task ?? intents[row.intent]?.task;
    return task === undefined ? row : { ...row, task };
  });
}
