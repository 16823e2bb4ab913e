export type Contender = {
  position: number;
  right: number;
  asked: number;
  /** Mean cost of a job in USD; null where it is not known. */
  costUsd: number | null;
};

/**
 * The one that answered most validation questions rightly, as a share of those asked; of equals the cheaper, then the
 * earlier one: the first job of a sweep is the configured setting, which nothing replaces for a tie at the same price.
 */
export function bestOnValidation<T extends Contender>(contenders: readonly T[]): T | undefined {
  const share = ({ right, asked }: Contender): number => (asked > 0 ? right / asked : 0);
  const cost = ({ costUsd }: Contender): number => costUsd ?? Infinity;
  const order = (a: T, b: T): number => share(b) - share(a) || (cost(a) === cost(b) ? 0 : cost(a) - cost(b)) || a.position - b.position;
  return contenders.toSorted(order)[0];
}
