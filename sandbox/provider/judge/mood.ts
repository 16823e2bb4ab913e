const angry = /\b(?:terrible|awful|useless|ridiculous|unacceptable|angry|furious|disappointed|frustrat\w+|worst|scam|never again|waste of)\b|生气|愤怒|失望|太差|垃圾|没用|骗子|投诉|受够/gi;
const pleased = /\b(?:thanks?|thank you|great|perfect|awesome|love|helpful|excellent|appreciate)\b|谢谢|感谢|太好了|很棒|满意|完美/gi;

/** How a user sounds, by the words alone. */
export function moodOf(text: string): { sentiment: 'positive' | 'neutral' | 'negative'; intensity: number } {
  const balance = [...text.matchAll(pleased)].length - 2 * [...text.matchAll(angry)].length;
  const shouted = balance < 0 && /!{2,}|！{2,}/.test(text) ? 1 : 0;
  const intensity = Math.max(-5, Math.min(5, 2 * balance - shouted)) || 0;
  return { sentiment: intensity > 0 ? 'positive' : intensity < 0 ? 'negative' : 'neutral', intensity };
}
