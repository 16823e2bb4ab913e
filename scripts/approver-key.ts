import { createPrivateKey, type KeyObject } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { signStatement, type Statement } from '../core/approval/statement.ts';
import { InputError } from '../core/errors/input-error.ts';

const variable = 'FLYWHEEL_APPROVER_KEY';
const expected = 'the path of an Ed25519 private key that only you can read (openssl genpkey -algorithm ed25519 -out KEY.pem)';

export type Signer = (statement: Statement) => string;

/** Signs with the key that the person's own variable names; undefined where they have none: then a name is only claimed. */
export async function approverKey(env: NodeJS.ProcessEnv): Promise<Signer | undefined> {
  const path = env[variable];
  if (!path) return undefined;
  const pem = await readFile(path, 'utf8').catch((error: NodeJS.ErrnoException) => {
    throw new InputError({ source: 'environment', field: variable, found: error.code ?? 'a file that cannot be read', expected });
  });
  const key = keyIn(pem);
  return (statement) => signStatement(statement, key);
}

function keyIn(pem: string): KeyObject {
  try {
    const key = createPrivateKey(pem);
    if (key.asymmetricKeyType === 'ed25519') return key;
  } catch {
    // Said below: the error may quote the key.
  }
  throw new InputError({ source: 'environment', field: variable, found: 'another file', expected });
}
