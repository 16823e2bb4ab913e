import { contentHash } from '../identity/content-hash.ts';
import { redactText } from '../privacy/redact-text.ts';
import type { Feedback } from './feedback.ts';
import type { Interaction } from './interaction.ts';

const maxIdChars = 200;

/**
 * The key of an interaction whose log gives it an id; feedback refers to it by the same id.
 * The id itself, or `id:` + a hash where it is too long, not printable, or holds an address or a secret.
 */
export function interactionKeyOfId(id: string): string {
  const { counts } = redactText(id);
  // A phone number is no reason: long numeric ids look like one.
  const plain = id.length <= maxIdChars && !/[^\P{C}]|[^\S ]/u.test(id) && counts.EMAIL === undefined && counts.SECRET === undefined;
  return plain ? id : `id:${contentHash(id)}`;
}

/** How often each row without an id was met in a file. Holds about 150 bytes for each distinct such row. */
export type RowCounter = Map<string, number>;

export const createRowCounter = (): RowCounter => new Map();

/**
 * The key of an interaction whose log gives it no id: a hash of agent, redacted content, time and of how many
 * equal rows the file held before. The same file twice gives the same keys, two honest equal rows stay two.
 * Feedback is no part of it: a later export of the same log, now with ratings, is still the same interaction.
 */
export function interactionKeyOfContent(agent: string, row: Omit<Interaction, 'key'>, counter: RowCounter): string {
  const content = contentHash(agent, row.at?.toISOString() ?? null, row.session ?? null, row.user ?? null, row.model ?? null, row.messages, row.reply);
  const ordinal = counter.get(content) ?? 0;
  counter.set(content, ordinal + 1);
  return contentHash(content, ordinal);
}

/** The key of feedback: a hash of all of it and of its interaction's key, so a repeated delivery is the same row. */
export function feedbackKey(feedback: Omit<Feedback, 'key'>): string {
  return contentHash(
    feedback.interactionKey,
    feedback.at?.toISOString() ?? null,
    feedback.rating ?? null,
    feedback.thumbs ?? null,
    feedback.text ?? null,
    feedback.correction ?? null,
    feedback.outcome ?? null,
    feedback.user ?? null,
  );
}
