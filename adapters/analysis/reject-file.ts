import type { ByteFile } from './byte-file.ts';

const maxReasons = 200;

/** Writes `rejects.jsonl` and counts the reasons, numbers in them left out. */
export function createRejects(file: ByteFile, sources: readonly string[]) {
  const reasons = new Map<string, number>();
  const bySource = sources.map(() => 0);
  return {
    bySource,
    reasons: () => [...reasons].map(([reason, count]) => ({ reason, count })),
    async add(source: number, rejects: readonly { line: number; reason: string }[]): Promise<void> {
      bySource[source]! += rejects.length;
      for (const { line, reason } of rejects) {
        // A line number says enough where there is only one file.
        await file.write(Buffer.from(`${JSON.stringify({ ...(sources.length > 1 && { file: sources[source] }), line, reason })}\n`));
        const kind = reason.replace(/\d+/g, '#');
        if (reasons.has(kind) || reasons.size < maxReasons) reasons.set(kind, (reasons.get(kind) ?? 0) + 1);
      }
    },
  };
}
