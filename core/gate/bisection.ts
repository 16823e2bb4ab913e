/** Where `above` turns from true (at `low`) to false (at `high`), to the last bit that a double can tell or to `width`. */
export function fallsAt(low: number, high: number, above: (at: number) => boolean, width = 1e-15): number {
  let [from, to] = [low, high];
  for (;;) {
    const middle = from + (to - from) / 2;
    if (middle <= from || middle >= to || to - from < width) return middle;
    if (above(middle)) from = middle;
    else to = middle;
  }
}
