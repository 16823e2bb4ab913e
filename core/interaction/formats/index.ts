import { agentRow, messagesOnly } from './agent-row.ts';
import { anthropic } from './anthropic.ts';
import { feedbackRow } from './feedback-row.ts';
import { langfuseScore, tensorZeroFeedback } from './foreign-feedback.ts';
import type { RowFormat } from './format.ts';
import { langfuse } from './langfuse.ts';
import { openaiChat } from './openai-chat.ts';
import { openaiResponses } from './openai-responses.ts';
import { otel } from './otel.ts';
import { plain } from './plain.ts';
import { sampleRow } from './sample-row.ts';
import { agentHistory, trajectory } from './trajectory.ts';

/** Formats of logs and feedback, recognised by their rows; the first that recognises a row wins, so what is told apart by more stands first. */
export const logFormats: readonly RowFormat[] = [
  feedbackRow, tensorZeroFeedback, langfuseScore, otel, openaiResponses, anthropic, langfuse, trajectory, openaiChat, plain, agentRow, agentHistory,
];

/** Training examples look like logs of another kind, so a file of them must be announced. */
export const sampleFormats: readonly RowFormat[] = [sampleRow];

/** What analysis reads: nobody trains on its rows, so bare messages need no announcement. */
export const analyzedFormats: readonly RowFormat[] = [...logFormats.filter((format) => format.read !== undefined), messagesOnly];
