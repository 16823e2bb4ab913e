import { contentHash } from '../identity/content-hash.ts';
import { birthDateAt, provinces } from '../privacy/detectors/id-card-checks.ts';
import type { Redactor } from '../privacy/redact-text.ts';
import { defaultRedactor } from '../privacy/redact-text.ts';
import type { Feedback } from './feedback.ts';
import type { Interaction } from './interaction.ts';

const maxIdChars = 200;

/** Of numbers alone these are no reason: programs count with numbers of any length. */
const byChance: ReadonlySet<string> = new Set(['PHONE', 'SUSPECT_NUMBER']);

/** Numbers with an area and a birth date where identity cards have them; the check digit may be mistyped. */
const identityNumber = /(?<![A-Za-z0-9])\d{17}[\dXx](?![A-Za-z0-9])/g;
const bearsIdentity = (id: string): boolean => (id.match(identityNumber) ?? []).some((found) => provinces.has(found.slice(0, 2)) && birthDateAt(found, 6, 8));

/**
 * The key of an interaction whose log gives it an id; feedback refers to it by the same id.
 * The id itself, or `id:` + a hash where it is too long, not printable, or holds personal data or a secret, by the rules'
 * defaults or by the agent's own (`redactor`).
 */
export function interactionKeyOfId(id: string, redactor: Redactor = defaultRedactor): string {
  const telling = ({ redact }: Redactor): boolean => Object.keys(redact(id).counts).some((category) => !byChance.has(category));
  const plain = id.length <= maxIdChars && !/[^\P{C}]|[^\S ]/u.test(id) && !telling(defaultRedactor) && !bearsIdentity(id) && (redactor === defaultRedactor || !telling(redactor));
  return plain ? id : hiddenKey(id);
}

const hiddenKey = (id: string): string => `id:${contentHash(id)}`;

/** The keys under which an interaction with this id may be stored, whatever the rules were then. */
export const interactionKeysOfId = (id: string): string[] => [id, hiddenKey(id)];

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
