import { csvLine } from '../cohorts/csv-cell.ts';
import { lastUserText, type Message } from '../interaction/message.ts';
import { rubrics, type RubricName } from './rubrics.ts';

type Item = { interactionId: string; rubric: RubricName; messages: readonly Message[]; reply: string };

const allowed = (rubric: RubricName, errorTypes: readonly string[]): string => rubrics[rubric].scale?.(errorTypes).join(' | ') ?? 'a short name';

/** For a spreadsheet: what was asked, what led to it, the reply, and empty cells for a label. No cell is run as a formula. */
export function* reviewCsv(items: readonly Item[], errorTypes: readonly string[]): Generator<string> {
  yield csvLine(['interaction_id', 'rubric', 'asked', 'labels', 'context', 'question', 'reply', 'label', 'annotator', 'at']);
  for (const { interactionId, rubric, messages, reply } of items) {
    const question = messages.findLastIndex(({ role }) => role === 'user');
    const context = messages.filter((_, place) => place !== question).map(({ role, content }) => `${role}: ${content}`).join('\n');
    yield csvLine([interactionId, rubric, rubrics[rubric].question, allowed(rubric, errorTypes), context, lastUserText(messages), reply, '', '', '']);
  }
}

/** For a labelling tool: the messages as they are. */
export function* reviewJsonLines(items: readonly Item[], errorTypes: readonly string[]): Generator<string> {
  for (const { interactionId, rubric, messages, reply } of items) {
    yield `${JSON.stringify({ interaction_id: interactionId, rubric, asked: rubrics[rubric].question, labels: allowed(rubric, errorTypes), messages, reply, label: '', annotator: '', at: '' })}\n`;
  }
}
