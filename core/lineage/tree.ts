/** A line of a tree and what hangs below it. */
export type Branch = { text: string; below?: readonly Branch[] };

/** A tree as lines for a terminal. */
export function treeLines({ text, below = [] }: Branch): string[] {
  return [text, ...below.flatMap((branch, place) => {
    const last = place === below.length - 1;
    return treeLines(branch).map((line, row) => (row === 0 ? (last ? '└─ ' : '├─ ') : last ? '   ' : '│  ') + line);
  })];
}
