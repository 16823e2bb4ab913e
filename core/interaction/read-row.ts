import type { InputFault } from '../errors/input-error.ts';
import { contentHash } from '../identity/content-hash.ts';
import type { RedactionCounts, Redactor } from '../privacy/redact-text.ts';
import { defaultRedactor } from '../privacy/redact-text.ts';
import { redactValue } from '../privacy/redact-value.ts';
import type { Feedback } from './feedback.ts';
import type { RawFeedback, RowFormat } from './formats/format.ts';
import { logFormats, sampleFormats } from './formats/index.ts';
import { describeFound } from './found.ts';
import type { Interaction } from './interaction.ts';
import { createRowCounter, feedbackKey, interactionKeyOfContent, interactionKeyOfId } from './key.ts';
import type { RowCounter } from './key.ts';
import type { ImportedSample } from './sample.ts';
import { createStorableReader } from './storable-row.ts';
import type { StorableRow } from './storable-row.ts';

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
 * redacted, read, keyed. It remembers the file's format (the first good row's) and counts equal rows
 * without an id, so use a new one for each file.
 */
export function createRowReader(options: ReadOptions): (row: unknown) => ReadRow {
  const formats = options.as === 'samples' ? sampleFormats : logFormats;
  const redactor = options.redactor ?? defaultRedactor;
  const storable = createStorableReader({ redactor, pseudonymKey: options.pseudonymKey });
  const counter = createRowCounter();
  const named = (value: unknown): string => describeFound(redactValue(value, {}, undefined, redactor));
  let ofFile: RowFormat | undefined;

  return (row) => {
    if (typeof row !== 'object' || row === null || Array.isArray(row)) return { fault: { found: named(row), expected: 'an object' } };
    const raw = row as Record<string, unknown>;
    const format = ofFile?.detect(raw) === true ? ofFile : formats.find((known) => known.detect(raw));
    if (format === undefined) return { fault: unknownFormat(raw, named, ofFile, formats) };
    const read = storable(format, raw);
    if ('fault' in read) return read;
    ofFile ??= format;
    return { format: format.name, redacted: read.redacted, ...keyed(read, options.agent, counter, redactor) };
  };
}

function keyed(row: StorableRow, agent: string, counter: RowCounter, redactor: Redactor) {
  if (row.kind === 'sample') return { sample: { key: contentHash(agent, row.sample), ...row.sample } };
  if (row.kind === 'feedback') return { feedback: keyedFeedback(row.feedback, interactionKeyOfId(row.interactionId, redactor)) };
  const key = row.id === undefined ? interactionKeyOfContent(agent, row.interaction, counter) : interactionKeyOfId(row.id, redactor);
  return { interaction: { key, ...row.interaction }, ...(row.feedback !== undefined && { feedback: keyedFeedback(row.feedback, key) }) };
}

function keyedFeedback(raw: RawFeedback, interactionKey: string): Feedback {
  const feedback = { interactionKey, ...raw };
  return { key: feedbackKey(feedback), ...feedback };
}

function unknownFormat(raw: Record<string, unknown>, named: (value: unknown) => string, ofFile: RowFormat | undefined, formats: readonly RowFormat[]): InputFault {
  // Names of fields may hold anything too.
  const names = Object.keys(raw).slice(0, 6).map((name) => named(name).slice(1, -1));
  const expected = ofFile === undefined ? formats.map((format) => `${format.name} ${format.needs}`).join(' or ') : `${ofFile.name} ${ofFile.needs}, as the rows before`;
  const hint = formats === logFormats && sampleFormats.some((format) => format.detect(raw)) ? '; training examples are imported as samples' : '';
  return { found: names.length === 0 ? 'an empty object' : `fields ${names.join(', ')}`, expected: expected + hint };
}
