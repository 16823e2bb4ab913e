import { feedbackRow } from './feedback-row.ts';
import type { RowFormat } from './format.ts';
import { openaiChat } from './openai-chat.ts';
import { plain } from './plain.ts';
import { sampleRow } from './sample-row.ts';

/** Formats of logs and feedback, recognised by their rows; the first that recognises a row wins. */
export const logFormats: readonly RowFormat[] = [feedbackRow, openaiChat, plain];

/** Training examples look like logs of another kind, so a file of them must be announced. */
export const sampleFormats: readonly RowFormat[] = [sampleRow];
