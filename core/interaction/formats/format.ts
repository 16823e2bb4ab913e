import type { InputFault } from '../../errors/input-error.ts';
import type { Exchange } from '../exchange/exchange.ts';
import type { Feedback } from '../feedback.ts';
import type { Interaction } from '../interaction.ts';
import type { ImportedSample } from '../sample.ts';

export type JsonObject = Record<string, unknown>;

export type RawFeedback = Omit<Feedback, 'key' | 'interactionKey'>;

/** What a row of a file holds, its ids as they stand there: read of the redacted row, and of the raw one for its ids (`storable-row.ts`). */
export type ParsedRow =
  | { kind: 'interaction'; id?: string; interaction: Omit<Interaction, 'key'>; feedback?: RawFeedback }
  | { kind: 'feedback'; interactionId: string; feedback: RawFeedback }
  | { kind: 'sample'; sample: Omit<ImportedSample, 'key'> };

/** A log format. A new one is a file beside this one and a line in `index.ts`. */
export type RowFormat = {
  name: string;
  /** What a row of it needs, for the message about a row that fits no format. */
  needs: string;
  /** Whether a row is meant to be of this format, right or wrong. */
  detect: (row: JsonObject) => boolean;
  parse: (row: JsonObject) => ParsedRow | { fault: InputFault };
  /** Everything that the row holds, for analysis; formats without it hold no exchange. */
  read?: (row: JsonObject) => Exchange | { fault: InputFault };
};
