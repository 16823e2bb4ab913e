/**
 * What facts say in one language.
 *
 * @param sentences one for each code, so a code without words in it does not compile
 */
export function sentenceIn<F extends { code: string }>(sentences: { readonly [C in F['code']]: (facts: Extract<F, { code: C }>) => string }, facts: F): string {
  // The union ties code and facts together, which a lookup by code forgets.
  return (sentences[facts.code as F['code']] as (facts: F) => string)(facts);
}
