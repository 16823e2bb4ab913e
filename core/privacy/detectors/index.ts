import type { Detector } from '../detector.ts';
import { email } from './email.ts';
import { bearerValue, jsonWebToken, keyShapes } from './key-shapes.ts';
import { labelledSecret } from './labelled-secret.ts';
import { phone } from './phone.ts';
import { privateKey } from './private-key.ts';
import { urlCredentials } from './url-credentials.ts';

/** In order: what may hold another kind stands before it (a password may look like an e-mail address). */
export const detectors: readonly Detector[] = [
  privateKey,
  urlCredentials,
  jsonWebToken,
  keyShapes,
  bearerValue,
  labelledSecret,
  email,
  phone,
];
