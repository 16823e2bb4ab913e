import { createPublicKey, sign, verify, type KeyObject } from 'node:crypto';

/** What a person puts their key to. Everything that a decision depends on stands in it, so that no signature serves for another one. */
export type Statement =
  | { about: 'run'; agent: string; trigger: string; cycleId: string; by: string }
  | { about: 'release'; decision: 'approve' | 'reject'; releaseId: string; cycleId: string; evidence: string | null; by: string; why: string }
  | { about: 'rollback'; agent: string; rollbackId: string; by: string; why: string };

/** An Ed25519 public key as `openssl pkey -pubout -outform DER | base64` prints it. */
export const publicKeyPattern = /^MCowBQYDK2VwAyEA[A-Za-z0-9+/]{43}=$/;

/** The bytes that are signed: one JSON list in a fixed order, so that no two statements read the same. */
const bytesOf = (statement: Statement): Buffer => {
  const { about, by } = statement;
  const said =
    statement.about === 'run'
      ? [statement.agent, statement.trigger, statement.cycleId]
      : statement.about === 'release'
        ? [statement.decision, statement.releaseId, statement.cycleId, statement.evidence, statement.why]
        : [statement.agent, statement.rollbackId, statement.why];
  return Buffer.from(JSON.stringify(['flywheel', 1, about, by, ...said]));
};

/** @param key an Ed25519 private key */
export const signStatement = (statement: Statement, key: KeyObject): string => sign(null, bytesOf(statement), key).toString('base64');

/** Whether the person whom the statement names has signed it; who has no known key has not. */
export function isSigned(statement: Statement, signature: string | undefined, publicKeys: Readonly<Record<string, string>>): boolean {
  const known = Object.hasOwn(publicKeys, statement.by) ? publicKeys[statement.by] : undefined;
  if (signature === undefined || known === undefined) return false;
  const key = createPublicKey({ key: Buffer.from(known, 'base64'), format: 'der', type: 'spki' });
  return verify(null, bytesOf(statement), key, Buffer.from(signature, 'base64'));
}
