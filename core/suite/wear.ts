export type Wear = { looks: number; maxLooks: number; worn: boolean; sentence: string };

/** How used up a suite is: by the verdicts that any version of its family was asked for. */
export function wearOf(looks: number, maxLooks: number): Wear {
  const worn = looks >= maxLooks;
  const sentence = worn
    ? `${looks} of ${maxLooks} looks: the suite is worn, take fresh cases with \`npx flywheel suite rotate\``
    : `${looks} of ${maxLooks} looks`;
  return { looks, maxLooks, worn, sentence };
}
