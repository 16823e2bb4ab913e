import { contentHash } from '../identity/content-hash.ts';

/** Names the settings that an answer and its score depend on beside candidate and case: answers under one name are comparable. */
export const settingsKey = (settings: { seed: number; judge?: { model: string; promptVersion: string } }): string =>
  contentHash('evaluation settings', settings.seed, settings.judge).slice(0, 12);

/** Of the answers to hard cases that were lost and asked again. */
export const rerunKey = (settings: string): string => `${settings}/rerun`;

/** Of the champion's answers that are asked for again for the sake of their latency: what it took last week was another load. */
export const timingKey = (settings: string, cycleId: string): string => `${settings}/timing/${cycleId}`;
