/** `260 open, 40 sealed, 12 hard`. */
export function partsText(counts: readonly { part: string; kind: string; hard: boolean; cases: number }[]): string {
  const sum = (wanted: (one: { part: string; kind: string; hard: boolean }) => boolean): number => counts.filter(wanted).reduce((total, { cases }) => total + cases, 0);
  const said: [number, string][] = [
    ...['open', 'sealed', 'reserve'].map((part): [number, string] => [sum((one) => one.part === part), part]),
    ...[...new Set(counts.map(({ kind }) => kind))].filter((kind) => kind !== 'general').sort().map((kind): [number, string] => [sum((one) => one.kind === kind), kind.replaceAll('_', ' ')]),
    [sum(({ hard }) => hard), 'hard'],
  ];
  return said.filter(([cases]) => cases > 0).map(([cases, what]) => `${cases} ${what}`).join(', ');
}
