import { checkLine, type LineFault, type LineLimits } from './check-line.ts';

/** How often a fault was found, and on which lines first (1-based): all that may be said of somebody's texts. */
export type FaultCount = { code: LineFault; count: number; lines: number[] };

export type FileFindings = { rows: number; bytes: number; tokens: number; longestTokens: number; faults: FaultCount[] };

const linesShown = 5;

/** Checks a training file while it is written or read, line by line, in constant memory. */
export function openFileCheck(limits: LineLimits): { add: (line: string, bytes: number) => void; findings: () => FileFindings } {
  const faults = new Map<LineFault, FaultCount>();
  const sum = { rows: 0, bytes: 0, tokens: 0, longestTokens: 0 };
  return {
    add(line, bytes) {
      const checked = checkLine(line, limits);
      sum.rows += 1;
      sum.bytes += bytes;
      sum.tokens += checked.tokens;
      sum.longestTokens = Math.max(sum.longestTokens, checked.tokens);
      for (const code of checked.faults) {
        const found = faults.get(code) ?? { code, count: 0, lines: [] };
        found.count += 1;
        if (found.lines.length < linesShown) found.lines.push(sum.rows);
        faults.set(code, found);
      }
    },
    findings: () => ({ ...sum, faults: [...faults.values()].sort((a, b) => b.count - a.count || (a.code < b.code ? -1 : 1)) }),
  };
}

/** `tool_arguments on 3 lines (4, 9, 12)`. */
export const describeFaults = (faults: readonly FaultCount[]): string =>
  faults.map(({ code, count, lines }) => `${code} on ${count} ${count === 1 ? 'line' : 'lines'} (${lines.join(', ')}${count > lines.length ? ', ...' : ''})`).join('; ');
