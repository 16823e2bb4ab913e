import type { InputFault } from '../errors/input-error.ts';
import { pseudonym } from '../privacy/pseudonym.ts';
import { createRowRedactor } from '../privacy/redact-row.ts';
import type { RedactionCounts, Redactor } from '../privacy/redact-text.ts';
import type { JsonObject, ParsedRow, RawFeedback, RowFormat } from './formats/format.ts';
import { maxRowDepth, nestsDeeper, tooDeep } from './row-depth.ts';

/** What a row holds as it may be stored, but for its id: that is still the log's own and has to become a key. */
export type StorableRow = ParsedRow & { redacted: RedactionCounts };

type InteractionRow = Extract<ParsedRow, { kind: 'interaction' }>;

/**
 * A function that redacts a row as a whole and then reads it, so that no text of it is looked at, quoted or kept before the rules
 * saw it. Of the raw row it takes what is no text and what the row is known by: ids, which become pseudonyms and keys, times and
 * numbers, which a rule may mistake for personal ones.
 */
export function createStorableReader({ redactor, pseudonymKey }: { redactor: Redactor; pseudonymKey: string }): (format: Pick<RowFormat, 'parse'>, row: JsonObject) => StorableRow | { fault: InputFault } {
  const redact = createRowRedactor(redactor, pseudonymKey);
  const author = (feedback: RawFeedback | undefined) => feedback?.user !== undefined && { user: pseudonym('u', feedback.user, pseudonymKey) };

  const interaction = (read: InteractionRow, raw: InteractionRow): InteractionRow => ({
    kind: 'interaction',
    ...(raw.id !== undefined && { id: raw.id }),
    interaction: {
      ...figuresOf(raw.interaction),
      ...(raw.interaction.user !== undefined && { user: pseudonym('u', raw.interaction.user, pseudonymKey) }),
      ...(raw.interaction.session !== undefined && { session: pseudonym('s', raw.interaction.session, pseudonymKey) }),
      ...(read.interaction.model !== undefined && { model: read.interaction.model }),
      messages: read.interaction.messages,
      reply: read.interaction.reply,
    },
    ...(read.feedback !== undefined && { feedback: feedbackOf(read.feedback, raw.feedback) }),
  });
  const feedbackOf = ({ user: _redacted, ...read }: RawFeedback, raw: RawFeedback | undefined): RawFeedback => ({ ...read, ...(raw?.at !== undefined && { at: raw.at }), ...author(raw) });

  return (format, row) => {
    if (nestsDeeper(row, maxRowDepth)) return { fault: tooDeep };
    const raw = format.parse(row);
    const { columns, redactions } = redact(row, ...ownIds(raw));
    const read = format.parse(columns);
    if ('fault' in read) return read;
    const redacted: RedactionCounts = {};
    for (const { category, count } of redactions) redacted[category] = (redacted[category] ?? 0) + count;
    if (read.kind === 'sample') return { ...read, redacted };
    if (read.kind === 'interaction' && 'kind' in raw && raw.kind === 'interaction') return { ...interaction(read, raw), redacted };
    if (read.kind === 'feedback' && 'kind' in raw && raw.kind === 'feedback') return { ...read, interactionId: raw.interactionId, feedback: feedbackOf(read.feedback, raw.feedback), redacted };
    // A placeholder stands where the raw row has something that is no text.
    return 'fault' in raw ? { fault: { ...(raw.fault.field !== undefined && { field: raw.fault.field }), expected: raw.fault.expected } } : { fault: { expected: 'a row that reads the same without personal data' } };
  };
}

/** The row's own ids where its format reads them, to be found again in its texts. */
function ownIds(raw: ReturnType<RowFormat['parse']>) {
  if ('fault' in raw || raw.kind === 'sample') return [];
  return raw.kind === 'feedback' ? [{ user: raw.feedback.user }] : [{ user: raw.interaction.user, session: raw.interaction.session }, { user: raw.feedback?.user }];
}

const figuresOf = ({ at, promptTokens, completionTokens, latencyMs, margin, toolErrors }: InteractionRow['interaction']) => ({
  ...(at !== undefined && { at }),
  ...(promptTokens !== undefined && { promptTokens }),
  ...(completionTokens !== undefined && { completionTokens }),
  ...(latencyMs !== undefined && { latencyMs }),
  ...(margin !== undefined && { margin }),
  ...(toolErrors !== undefined && { toolErrors }),
});
