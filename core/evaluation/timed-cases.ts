/** How many cases are timed again on one day. Twice what the gate needs at least: a 95th percentile of fewer is a matter of two cases. None where no latency is compared anyway. */
export const casesToTime = (cases: number, minCases: number): number => (cases < minCases ? 0 : Math.min(cases, 2 * minCases));
