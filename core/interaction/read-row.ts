import type { InputFault } from '../errors/input-error.ts';
import { contentHash } from '../identity/content-hash.ts';
import { redactFeedback, redactInteraction } from '../privacy/redact-row.ts';
import type { RedactionCounts, Redactor } from '../privacy/redact-text.ts';
import { defaultRedactor } from '../privacy/redact-text.ts';
import { addCounts, redactValue } from '../privacy/redact-value.ts';
import type { Feedback } from './feedback.ts';
import type { ParsedRow, RawFeedback, RowFormat } from './formats/format.ts';
import { logFormats, sampleFormats } from './formats/index.ts';
import { describeFound } from './found.ts';
import type { Interaction } from './interaction.ts';
import { createRowCounter, feedbackKey, interactionKeyOfContent, interactionKeyOfId } from './key.ts';
import type { ImportedSample } from './sample.ts';

export type ReadOptions = {
  agent: string;
  /** The installation's key for pseudonyms. */
  pseudonymKey: string;
  /** `logs` (interactions and feedback, told apart by themselves) or `samples`. */
  as?: 'logs' | 'samples';
  /** The agent's own rules of redaction; by default everything goes. */
  redactor?: Redactor;
};

type Good = { format: string; redacted: RedactionCounts };

/** A row as it may be stored, or what is wrong with it. */
export type ReadRow =
  | (Good & { interaction: Interaction; feedback?: Feedback })
  | (Good & { feedback: Feedback })
  | (Good & { sample: ImportedSample })
  | { fault: InputFault };

/**
 * A function that turns the rows of one file, in their order, into what may be stored: recognised,
 * checked, redacted, keyed. It remembers the file's format (the first good row's) and counts equal rows
 * without an id, so use a new one for each file.
 */
export function createRowReader(options: ReadOptions): (row: unknown) => ReadRow {
  const formats = options.as === 'samples' ? sampleFormats : logFormats;
  const counter = createRowCounter();
  let ofFile: RowFormat | undefined;

  return (row) => {
    if (typeof row !== 'object' || row === null || Array.isArray(row)) {
      return { fault: { found: describeFound(row), expected: 'an object' } };
    }
    const raw = row as Record<string, unknown>;
    const format = ofFile?.detect(raw) === true ? ofFile : formats.find((known) => known.detect(raw));
    if (format === undefined) return { fault: unknownFormat(raw, ofFile, formats) };
    const parsed = format.parse(raw);
    if ('fault' in parsed) return parsed;
    ofFile ??= format;
    const redacted: RedactionCounts = {};
    return { format: format.name, redacted, ...store(parsed, options, counter, redacted) };
  };
}

function store(parsed: ParsedRow, options: ReadOptions, counter: ReturnType<typeof createRowCounter>, counts: RedactionCounts) {
  if (parsed.kind === 'sample') {
    const sample = redactValue(parsed.sample, counts, undefined, options.redactor);
    return { sample: { key: contentHash(options.agent, sample), ...sample } };
  }
  if (parsed.kind === 'feedback') {
    return { feedback: keyed(parsed.feedback, interactionKeyOfId(parsed.interactionId), options, {}, counts) };
  }
  const clean = redactInteraction(parsed.interaction, options.pseudonymKey, options.redactor);
  addCounts(counts, clean.counts);
  const key = parsed.id === undefined ? interactionKeyOfContent(options.agent, clean.interaction, counter) : interactionKeyOfId(parsed.id);
  const feedback = parsed.feedback && keyed(parsed.feedback, key, options, parsed.interaction, counts);
  return { interaction: { key, ...clean.interaction }, ...(feedback !== undefined && { feedback }) };
}

function keyed(
  raw: RawFeedback,
  interactionKey: string,
  { pseudonymKey, redactor = defaultRedactor }: ReadOptions,
  ids: { user?: string; session?: string },
  counts: RedactionCounts,
): Feedback {
  const clean = redactFeedback(raw, pseudonymKey, ids, redactor);
  addCounts(counts, clean.counts);
  const feedback = { interactionKey, ...clean.feedback };
  return { key: feedbackKey(feedback), ...feedback };
}

function unknownFormat(raw: Record<string, unknown>, ofFile: RowFormat | undefined, formats: readonly RowFormat[]): InputFault {
  // Names of fields may hold anything too.
  const names = Object.keys(raw).slice(0, 6).map((name) => describeFound(name).slice(1, -1));
  const expected = ofFile === undefined ? formats.map((format) => `${format.name} ${format.needs}`).join(' or ') : `${ofFile.name} ${ofFile.needs}, as the rows before`;
  const hint = formats === logFormats && sampleFormats.some((format) => format.detect(raw)) ? '; training examples are imported as samples' : '';
  return { found: names.length === 0 ? 'an empty object' : `fields ${names.join(', ')}`, expected: expected + hint };
}
