import { isCancellation } from '@temporalio/workflow';
import type { Outcome } from '../core/cycle/outcome.ts';
import { writeReport } from './activities.ts';

/**
 * Leaves the page of a cycle before anybody is asked to approve its release.
 *
 * @returns how a person gets at it; without a page the cycle goes on all the same
 */
export async function leaveReport(cycleId: string, outcome: Outcome, reason: string | null): Promise<string> {
  try {
    const { hash } = await writeReport.executeWithOptions({ summary: 'the report' }, [cycleId, outcome, reason]);
    return `report \`${hash}\`: \`npx flywheel report '${cycleId}'\``;
  } catch (error) {
    if (isCancellation(error)) throw error;
    return 'there is no report: `npx flywheel status` says why';
  }
}
