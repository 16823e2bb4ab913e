import { z } from 'zod';
import { textStatNames } from './names.ts';

/** `analyze.text_stats`: measures of `text`. */
export const textStatsSchema = z.strictObject({
  off: z.array(z.enum(textStatNames)).default([]).describe('measures that are not taken, e.g. [num_action]; a pass that no other needs is spared with them'),
  ngram: z.int().min(2).max(50).default(10).describe('characters, and words, of a piece that counts as repeated. 10 tells loops from idiom'),
  sample_chars: z
    .int()
    .min(1000)
    .default(20_000)
    .describe('characters above which a text is measured on its head and tail together (text_len and lines stay exact), and the row says so in stats.sampled_chars'),
  segment_chars: z.int().min(100).default(2_000).describe('Chinese, Japanese and Thai characters of a row that are split into words; segmenting is the slowest pass of all'),
  language_letters: z.int().min(20).max(2000).default(200).describe('letters that the language is told from'),
});
export type TextStatsConfig = z.infer<typeof textStatsSchema>;
