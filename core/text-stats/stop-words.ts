/** Function words of English and Chinese: what running text is held together by, and what lists, code and garbage lack. */
export const stopWords: ReadonlySet<string> = new Set(
  (
    'a about above after again against all also am an and any are as at be because been before being below between both but by can could did do does ' +
    "doing don't down during each few for from further had has have having he her here hers him his how i i'd i'll i'm i've if in into is isn't it it's its " +
    "just let's like may me might more most must my no nor not now of off on once one only or other our ours out over own please same shall she should so some such " +
    "than that that's the their theirs them then there these they they're this those through to too under until up upon us very was we were what when where which " +
    "while who whom why will with would you you'd you'll you're your yours yourself " +
    '的 了 和 是 在 我 你 他 她 它 们 我们 你们 他们 她们 它们 这 那 这个 那个 这些 那些 这里 那里 就 都 而 及 与 或 或者 一个 一些 没有 没 不 不是 也 还 还是 又 再 只 只是 ' +
    '很 更 最 太 被 把 让 给 对 对于 关于 从 到 向 往 于 以 以及 因为 所以 但 但是 如果 虽然 然后 可以 能 能够 会 要 请 请问 吗 呢 吧 啊 呀 哦 着 过 地 得 什么 怎么 怎样 如何 为什么 ' +
    '哪 哪个 哪些 谁 几 多少 您 咱 咱们 自己 已 已经 正在 将 并 并且 而且 其 其中 之 等 个 有 用 为 为了 上 下 中 里 后 前 时 时候 说 想 做 去 来'
  ).split(' '),
);
