import type { TriggerReason } from './trigger.ts';

export const languages = ['en', 'zh'] as const;
export type Language = (typeof languages)[number];

/** What people call the codes. */
const names: Readonly<Record<TriggerReason, Record<Language, string>>> = {
  retrain: { en: 'retrain asked for', zh: '手动重训' },
  low_rating_rate: { en: 'too many low ratings', zh: '低分率超标' },
  new_interactions: { en: 'enough new interactions', zh: '新增交互达标' },
  below_threshold: { en: 'below the threshold', zh: '未达阈值' },
  no_new_interactions: { en: 'nothing new', zh: '无新增交互' },
};

export const reasonName = (reason: TriggerReason, language: Language): string => names[reason][language];

/** The numbers behind `low_rating_rate`: `low` of the last `looked` interactions were rated `atMost` or lower. */
export function lowRatingDetail({ low, looked, atMost, threshold }: { low: number; looked: number; atMost: number; threshold: number }, language: Language): string {
  return language === 'zh'
    ? `最近 ${looked} 次交互中有 ${low} 次评分不高于 ${atMost}（阈值 ${threshold}）`
    : `${low} of the last ${looked} interactions rated ${atMost} or lower (threshold ${threshold})`;
}
