import type { Message } from '../interaction/message.ts';
import { copiesOfWeights } from './copies-of-weight.ts';
import { trainingLine } from './line.ts';

export type TrainingSample = { messages: Message[]; reply: string; copies: number; weight: number };

/**
 * The lines of a training file, one a copy, each with its line end; the same samples give the same bytes.
 *
 * @param weights `rows`: the trainer reads weights, they stand in the lines; `copies`: a weight becomes more or fewer copies
 * @param mostCopies of one row
 */
export async function* trainingLines(samples: AsyncIterable<TrainingSample>, { systemPrompt, weights, mostCopies }: { systemPrompt: string; weights: 'rows' | 'copies'; mostCopies: number }): AsyncGenerator<string> {
  const shown = copiesOfWeights(mostCopies);
  for await (const { messages, reply, copies, weight } of samples) {
    const line = trainingLine(messages, reply, systemPrompt, weights === 'rows' ? weight : 1);
    const count = weights === 'rows' ? copies : shown(copies, weight);
    for (let copy = 0; copy < count; copy++) yield line;
  }
}
