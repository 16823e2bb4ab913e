import { randomUUID } from 'node:crypto';
import type { Job, JobEvent, JobRecord } from '../state/records.ts';
import type { Store } from '../state/store.ts';

export type EventText = Pick<JobEvent, 'message'> & Partial<Pick<JobEvent, 'level' | 'type' | 'data'>>;

/** How a job changes: its fields and an event that says so, saved together. */
export type JobLog = {
  change(record: JobRecord, fields: Partial<Job>, event: EventText): Promise<void>;
  fail(record: JobRecord, code: string, message: string, param?: string): Promise<void>;
};

/** Whole seconds since 1970, as the API gives times. */
export const now = (): number => Math.floor(Date.now() / 1_000);

export function jobLog(store: Store): JobLog {
  const change: JobLog['change'] = async (record, fields, event) => {
    Object.assign(record.job, fields);
    record.events.push({
      id: `ftevent-${randomUUID()}`,
      object: 'fine_tuning.job.event',
      created_at: now(),
      level: 'info',
      type: 'message',
      data: null,
      ...event,
    });
    await store.saveJob(record);
  };
  return {
    change,
    fail: (record, code, message, param) =>
      change(
        record,
        { status: 'failed', finished_at: now(), estimated_finish: null, error: { code, message, param: param ?? null } },
        { level: 'error', message },
      ),
  };
}
