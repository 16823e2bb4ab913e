/** The two base models. `small` sees fewer, coarser features: it is cheaper to run and truly less accurate. */
export const studentSizes = {
  small: { buckets: 1 << 12, characters: false },
  large: { buckets: 1 << 15, characters: true },
} as const;
export type StudentSize = keyof typeof studentSizes;
