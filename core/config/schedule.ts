import { z } from 'zod';
import { durationSchema } from './duration.ts';

export const scheduleSchema = z
  .strictObject({
    every: durationSchema.optional().describe('interval between cycles, e.g. 24h; give either this or cron. Without both: 24h'),
    cron: z.string().optional().describe('five-field cron expression, e.g. "0 5 * * *"'),
    timezone: z.string().default('UTC').describe('IANA time zone of the cron expression; explicit, so that a server move changes nothing'),
    catchup_window: durationSchema
      .default('1h')
      .describe('how late a missed cycle may still start; Temporal\'s own default of a year would start old days after an outage'),
    paused: z.boolean().default(false).describe('keep the schedule but start nothing'),
  })
  .refine((schedule) => !(schedule.every && schedule.cron), { error: 'expected either every or cron, not both', path: ['cron'] });
export type ScheduleConfig = z.infer<typeof scheduleSchema>;
