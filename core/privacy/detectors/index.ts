import type { Detector } from '../detector.ts';
import { authorization } from './authorization.ts';
import { email } from './email.ts';
import { filePath } from './file-path.ts';
import { bankAccount, identityPaper, socialSecurity } from './identity-papers.ts';
import { jsonWebToken, keyShapes } from './key-shapes.ts';
import { labelledId } from './labelled-id.ts';
import { labelledSecret } from './labelled-secret.ts';
import { ipAddress, macAddress } from './network.ts';
import { numberRuns } from './number-runs.ts';
import { openId } from './open-id.ts';
import { phone } from './phone.ts';
import { privateKey } from './private-key.ts';
import { urlCredentials } from './url-credentials.ts';

/**
 * In order: what may hold another kind stands before it (a password may look like an e-mail address, a card like a phone).
 *
 * @param strict see `precision` of the configuration
 */
export const createDetectors = (strict: boolean): readonly Detector[] => [
  privateKey,
  urlCredentials,
  jsonWebToken,
  keyShapes,
  authorization,
  labelledSecret,
  filePath,
  email,
  openId,
  labelledId,
  bankAccount,
  identityPaper,
  numberRuns(strict),
  socialSecurity,
  macAddress,
  ipAddress,
  phone,
];
