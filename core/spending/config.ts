import { z } from 'zod';

/** What may be spent; what is left out is not limited. */
export const budgetSchema = z.strictObject({
  calls: z.int().min(1).optional().describe('calls to models that are answered; what is found in the store is none'),
  tokens: z.int().min(1).optional().describe('tokens of prompts and answers'),
  usd: z.number().positive().optional().describe('US dollars. Where a price is not known nothing is asked at all: what nobody can count cannot be kept'),
});
