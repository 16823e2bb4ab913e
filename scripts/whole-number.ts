import { InvalidArgumentError } from 'commander';

/** Reads the value of an option that is a whole number of at most nine digits. */
export const wholeNumber = (least: number) => (text: string): number => {
  if (!/^\d{1,9}$/.test(text) || Number(text) < least) throw new InvalidArgumentError(`A whole number from ${least} on is expected.`);
  return Number(text);
};
