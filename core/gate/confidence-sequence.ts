/**
 * Half the width of the two-sided asymptotic confidence sequence of a mean after `n` observations with running standard deviation
 * `s` (Waudby-Smith, Arbour, Sinha, Kennedy, Ramdas 2021): s sqrt(2 (n rho^2 + 1) / (n^2 rho^2) ln(sqrt(n rho^2 + 1) / alpha)).
 * It holds at all looks together, for large n. `rho` says where it is tightest: about n = 8 / rho^2 at alpha .05.
 * @throws RangeError unless n >= 1, s >= 0, rho > 0 and 0 < alpha < 1
 */
export function sequenceHalfWidth({ n, s, alpha, rho = 0.1 }: { n: number; s: number; alpha: number; rho?: number }): number {
  if (!(Number.isSafeInteger(n) && n >= 1 && s >= 0 && rho > 0 && alpha > 0 && alpha < 1)) {
    throw new RangeError(`no confidence sequence for n ${n}, s ${s}, rho ${rho}, alpha ${alpha}`);
  }
  const scaled = n * rho * rho;
  return s * Math.sqrt(((2 * (scaled + 1)) / (n * scaled)) * Math.log(Math.sqrt(scaled + 1) / alpha));
}

/**
 * What each request says about the difference canary - baseline where the arms are of unequal size:
 * A y / pi - (1 - A) y / (1 - pi), pi the share of requests sent to the canary. Its mean over all requests is unbiased.
 */
export const weightedOutcome = (canary: boolean, y: number, pi: number): number => (canary ? y / pi : -y / (1 - pi));
