/**
 * Something customers of our invented bicycle shop ask for. `asks` are templates: `(a|b)` is a choice, which may nest,
 * `{slot}` a word of `slots.ts`. The shop, its people and its addresses do not exist.
 */
export type Intent = { name: string; reply: string; asks: readonly string[] };
