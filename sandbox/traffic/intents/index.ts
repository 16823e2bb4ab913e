import { adviceAndAccountIntents } from './advice-and-account.ts';
import type { Intent } from './intent.ts';
import { moneyIntents } from './money.ts';
import { newIntents } from './new-intents.ts';
import { orderIntents } from './orders.ts';
import { workshopIntents } from './workshop.ts';

export const usualIntents: readonly Intent[] = [...orderIntents, ...moneyIntents, ...workshopIntents, ...adviceAndAccountIntents];
export const allIntents: readonly Intent[] = [...usualIntents, ...newIntents];

/** Names of what customers usually ask: what traffic is made of unless told otherwise. */
export const usualIntentNames: readonly string[] = usualIntents.map(({ name }) => name);
/** Names of what they ask only when a caller wants them to. */
export const newIntentNames: readonly string[] = newIntents.map(({ name }) => name);
