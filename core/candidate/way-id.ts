import { contentHash } from '../identity/content-hash.ts';
import { answeringVersion, type WayOfAnswering } from './answer.ts';

/** Names a way of answering by its content: what was asked of it once need not be asked again. `margin`: asked with margins. */
export const wayId = ({ model, system_prompt, examples, routing = null }: WayOfAnswering, margin = false): string =>
  contentHash('way', answeringVersion, model, system_prompt, examples, routing, margin).slice(0, 32);
