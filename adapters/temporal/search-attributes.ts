import type { Connection } from '@temporalio/client';

/** `IndexedValueType.INDEXED_VALUE_TYPE_KEYWORD` of Temporal's API. */
const keyword = 2;
/** gRPC `ALREADY_EXISTS`. */
const alreadyExists = 6;

export const searchAttributes = ['FlywheelAgent', 'FlywheelStage', 'FlywheelTrigger', 'FlywheelVerdict', 'FlywheelModel'] as const;

/** Creates what is missing; a workflow that sets an unknown attribute could not start at all. */
export async function ensureSearchAttributes(connection: Connection, namespace: string): Promise<void> {
  const present = await connection.operatorService.listSearchAttributes({ namespace });
  const missing = searchAttributes.filter((name) => !(name in (present.customAttributes ?? {})));
  if (missing.length === 0) return;
  try {
    await connection.operatorService.addSearchAttributes({
      namespace,
      searchAttributes: Object.fromEntries(missing.map((name) => [name, keyword])),
    });
  } catch (error) {
    // Another worker was faster.
    if ((error as { code?: number }).code !== alreadyExists) throw error;
  }
}
