import { codeVersion } from '../adapters/files/code-version.ts';
import { reportInput } from '../adapters/store/report-input.ts';
import { keepReport } from '../adapters/store/reports.ts';
import type { Outcome } from '../core/cycle/outcome.ts';
import { releaseReport } from '../core/report/release-report.ts';
import type { Dependencies } from './dependencies.ts';

export function reportActivities({ pool }: Dependencies) {
  return {
    /** Leaves the page of a cycle as it stands, also of one that ended early. Who decides on a release has it to read. */
    async writeReport(cycleId: string, outcome: Outcome, reason: string | null): Promise<{ hash: string }> {
      const input = await reportInput(pool, cycleId, { now: new Date(), code: await codeVersion(), ended: { outcome, reason } });
      return { hash: await keepReport(pool, cycleId, input.language, releaseReport(input)) };
    },
  };
}
