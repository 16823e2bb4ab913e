export type Contender = {
  position: number;
  /** Ids of the validation samples that it answered rightly. */
  right: ReadonlySet<string>;
  asked: number;
  /** Of the job, USD; null where it is not known. */
  costUsd: number | null;
};

/**
 * The one that answered most validation samples rightly, as a share of those asked; of equals the cheaper, then the earlier
 * one. The configured setting, which is the first job, gives way only to one that is ahead of it by a standard error of the
 * difference on the same samples, sqrt(gained + lost) (the one-standard-error rule of Breiman, Friedman, Olshen, Stone 1984):
 * of many settings that are equally good one always looks better by luck.
 */
export function bestOnValidation<T extends Contender>(contenders: readonly T[]): T | undefined {
  const share = ({ right, asked }: Contender): number => (asked > 0 ? right.size / asked : 0);
  const cost = ({ costUsd }: Contender): number => costUsd ?? Infinity;
  const order = (a: T, b: T): number => share(b) - share(a) || (cost(a) === cost(b) ? 0 : cost(a) - cost(b)) || a.position - b.position;
  const [best] = contenders.toSorted(order);
  const configured = contenders.find(({ position }) => position === 0);
  if (!best || !configured || share(best) === share(configured)) return best;
  const gained = [...best.right].filter((id) => !configured.right.has(id)).length;
  const lost = [...configured.right].filter((id) => !best.right.has(id)).length;
  return gained - lost >= Math.sqrt(gained + lost) ? best : configured;
}
