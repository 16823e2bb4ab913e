import { hash } from 'node:crypto';
import { normaliseText } from './normalise.ts';

/**
 * SHA-256 (64 hex digits) of the normalised text: equal for texts that differ only in case, white space
 * or Unicode form. It keeps a suite's cases out of the training set and finds exact duplicates.
 */
export const fingerprint = (text: string): string => hash('sha256', normaliseText(text));
