import type { GateCase, GateSide } from '../../core/gate/evidence.ts';
import type { GateCriterion, GateVerdict } from '../../core/gate/gate-verdict.ts';

export type MoreOfCase = Omit<Partial<GateCase>, 'champion' | 'candidate'> & { champion?: Partial<GateSide>; candidate?: Partial<GateSide> };

/** Cases of which the first `lost` are lost, the next `gained` gained, and every fifth of the rest fails with both. */
export function pairedCases(n: number, lost: number, gained: number, more: (place: number) => MoreOfCase = () => ({})): GateCase[] {
  return Array.from({ length: n }, (_, place) => {
    const same = Number(place % 5 !== 0);
    const { champion, candidate, ...rest } = more(place);
    const [before, after] = place < lost ? [1, 0] : place < lost + gained ? [0, 1] : [same, same];
    return { id: `case-${String(place).padStart(6, '0')}`, ...rest, champion: { score: before, ...champion }, candidate: { score: after, ...candidate } };
  });
}

export function criterion(verdict: GateVerdict, name: string): GateCriterion {
  const found = verdict.criteria.find((one) => one.name === name);
  if (!found) throw new Error(`no criterion ${name} among ${verdict.criteria.map((one) => one.name).join(', ')}`);
  return found;
}
