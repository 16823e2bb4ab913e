/**
 * One sheet for every report. Dark is for screens only, so that paper stays white; plots are drawn in percent of their
 * width, so that letters keep their size on a phone. Blue and orange differ for colour-blind readers as well.
 */
export const styleSheet = `
:root { color-scheme: light; --ground: #ffffff; --raised: #f6f8fa; --ink: #1f2328; --quiet: #59636e; --rule: #d9dfe5; --strong: #bc4c00; --watch: #0969da; --calm: #848d97; --plain: #4f6b8f; --shade: #eef1f4; }
@media screen and (prefers-color-scheme: dark) {
  :root { color-scheme: dark; --ground: #0f1419; --raised: #171d24; --ink: #e3e8ee; --quiet: #9aa5b1; --rule: #2c3540; --strong: #ff9a4d; --watch: #6cb0ff; --calm: #5d6975; --plain: #7f9cc2; --shade: #1d252e; }
}
* { box-sizing: border-box; }
html { -webkit-text-size-adjust: 100%; scroll-behavior: smooth; }
body { margin: 0 auto; padding: 1.5rem 1.25rem 4rem; max-width: 68rem; background: var(--ground); color: var(--ink); font: 15px/1.55 system-ui, -apple-system, "Segoe UI", Roboto, "Noto Sans", "PingFang SC", "Hiragino Sans GB", "Microsoft YaHei", "Noto Sans CJK SC", "WenQuanYi Micro Hei", sans-serif; }
h1 { margin: 0 0 .25rem; font-size: 1.7rem; line-height: 1.25; }
h2 { margin: 2.75rem 0 .75rem; padding-bottom: .35rem; border-bottom: 1px solid var(--rule); font-size: 1.25rem; }
h3 { margin: 1.75rem 0 .5rem; font-size: 1rem; }
p { margin: .5rem 0; }
a { color: var(--watch); }
code, pre { font-family: ui-monospace, SFMono-Regular, Menlo, Consolas, "Liberation Mono", "Noto Sans Mono CJK SC", monospace; font-size: .86em; overflow-wrap: anywhere; }
bdi { overflow-wrap: anywhere; }
.quiet, figcaption, .caption { color: var(--quiet); font-size: .87rem; }
.lead { font-size: 1.08rem; }
.strong-text { color: var(--strong); } .watch-text { color: var(--watch); } .calm-text { color: var(--quiet); }
nav { display: flex; flex-wrap: wrap; gap: .3rem 1rem; margin-top: .75rem; font-size: .9rem; }
ul.findings { margin: .75rem 0; padding-left: 1.2rem; } ul.findings li { margin: .3rem 0; }
.tiles { display: grid; grid-template-columns: repeat(auto-fit, minmax(8.5rem, 1fr)); gap: .75rem; margin: 1rem 0; }
.tile { padding: .7rem .85rem; border: 1px solid var(--rule); border-left: 4px solid var(--rule); border-radius: 6px; background: var(--raised); }
.tile.strong { border-left-color: var(--strong); } .tile.watch { border-left-color: var(--watch); }
.tile dt { color: var(--quiet); font-size: .85rem; } .tile dd { margin: 0; }
.tile strong { display: block; font-size: 1.45rem; line-height: 1.3; font-variant-numeric: tabular-nums; } .tile span { color: var(--quiet); font-size: .82rem; }
figure { margin: 1rem 0; }
figcaption { margin-bottom: .4rem; }
.row { display: grid; grid-template-columns: minmax(9rem, 15rem) minmax(8rem, 1fr) minmax(9rem, 16.5rem); gap: 0 .9rem; align-items: center; }
.row .name, .row .value { font-size: .87rem; line-height: 1.3; padding: .2rem 0; overflow-wrap: anywhere; } .row .value { font-variant-numeric: tabular-nums; }
.row .name code, .row .name small { color: var(--quiet); } .row .name code, .row small { display: block; } .row small { color: var(--quiet); }
svg.plot { display: block; width: 100%; overflow: visible; }
svg.stacked { margin: .75rem 0 .4rem; border-radius: 4px; overflow: hidden; }
rect.strong, circle.strong { fill: var(--strong); } rect.watch, circle.watch { fill: var(--watch); } rect.calm, circle.calm { fill: var(--calm); } rect.plain, circle.plain { fill: var(--plain); }
circle { stroke: var(--ground); stroke-width: 1; } circle.hollow { fill: var(--ground); stroke-width: 2; }
circle.hollow.strong, .whisker.strong, .way.strong { stroke: var(--strong); } circle.hollow.watch, .whisker.watch, .way.watch { stroke: var(--watch); } circle.hollow.calm, .whisker.calm, .way.calm { stroke: var(--calm); } circle.hollow.plain, .whisker.plain, .way.plain { stroke: var(--plain); }
.whisker { stroke-width: 1.5; } .whisker.over { stroke: var(--ink); stroke-width: 1.2; } .way { stroke-width: 3; }
.grid { stroke: var(--rule); stroke-width: 1; } .reference { stroke: var(--quiet); stroke-width: 1.2; stroke-dasharray: 4 3; } .threshold { stroke: var(--strong); stroke-width: 1.5; stroke-dasharray: 5 3; }
.tick { fill: var(--quiet); font-size: 11px; paint-order: stroke; stroke: var(--ground); stroke-width: 3px; } .letter { fill: var(--strong); font-size: 11px; font-weight: 600; }
.curve { stroke-width: 2; } .curve.plain { stroke: var(--plain); } .curve.strong { stroke: var(--strong); } .curve.dashed { stroke-dasharray: 5 3; } .plain-text { color: var(--plain); }
.verdict { margin: 0; font-size: 1.5rem; font-weight: 650; }
.facts { margin: .75rem 0; } .facts div { display: grid; grid-template-columns: minmax(7rem, 13rem) 1fr; gap: .2rem .9rem; padding: .28rem 0; border-bottom: 1px solid var(--rule); font-size: .9rem; } .facts dt { color: var(--quiet); } .facts dd { margin: 0; overflow-wrap: anywhere; }
.histogram { border-bottom: 1px solid var(--quiet); }
.legend { display: flex; flex-wrap: wrap; gap: .2rem 1.2rem; margin: .3rem 0; padding: 0; list-style: none; font-size: .85rem; color: var(--quiet); }
.wide { overflow-x: auto; margin: .75rem 0; }
table { border-collapse: collapse; width: 100%; font-size: .87rem; }
tbody th code { display: block; color: var(--quiet); } td.text { min-width: 9rem; line-height: 1.35; } .keep { white-space: nowrap; } th.name, td.name { white-space: nowrap; }
th, td { padding: .32rem .6rem .32rem 0; border-bottom: 1px solid var(--rule); text-align: left; vertical-align: top; font-weight: 400; }
thead th { word-break: keep-all; color: var(--quiet); font-weight: 600; vertical-align: bottom; }
th.number, td.number { text-align: right; } td.number { white-space: nowrap; } th.number, td.number { font-variant-numeric: tabular-nums; }
.case { margin: 1rem 0; padding: .85rem 1rem; border: 1px solid var(--rule); border-left: 4px solid var(--calm); border-radius: 6px; background: var(--raised); }
.case.strong { border-left-color: var(--strong); } .case.watch { border-left-color: var(--watch); }
.case.changed { margin: .5rem 0; padding: .5rem 1rem; } .case > details:first-child { margin-top: 0; } tbody th.text { min-width: 6.5rem; }
.case h3 { margin: 0 0 .2rem; } .case ul { margin: .5rem 0; padding-left: 1.2rem; }
details { margin-top: .6rem; } summary { cursor: pointer; color: var(--watch); font-size: .9rem; }
.turn { margin: .5rem 0; } .turn .who { color: var(--quiet); font-size: .8rem; font-weight: 600; }
.turn pre { margin: .15rem 0 0; padding: .55rem .7rem; border-radius: 4px; background: var(--shade); white-space: pre-wrap; unicode-bidi: plaintext; }
@media (max-width: 640px) {
  body { padding: 1rem .9rem 3rem; } h1 { font-size: 1.4rem; }
  .row { grid-template-columns: minmax(0, 1fr) auto; padding: .25rem 0; } .row .name { grid-column: 1; } .row .value { grid-column: 2; grid-row: 1; text-align: right; max-width: 11.5rem; } .row .plot { grid-column: 1 / -1; }
  .facts div { grid-template-columns: 7rem 1fr; }
  .tiles { grid-template-columns: 1fr 1fr; gap: .5rem; } .tile strong { font-size: 1.2rem; }
}
@media print {
  @page { margin: 10mm; }
  body { max-width: none; padding: 0; font-size: 9.5pt; } nav { display: none; } h2, h2 + .quiet, h3, figcaption, .caption { break-after: avoid; }
  .tile, .row, .case .turn, tr, .whole { break-inside: avoid; } .axis { break-before: avoid; } .wide { overflow: visible; } td.text { min-width: 7.5rem; } table { font-size: .66rem; } th, td { padding-right: .4rem; } .tiles { grid-template-columns: repeat(6, 1fr); gap: .4rem; }
  .row { grid-template-columns: 9rem 1fr 13.5rem; }
  * { print-color-adjust: exact; -webkit-print-color-adjust: exact; }
  details::details-content { content-visibility: visible; block-size: auto; } summary { list-style: none; color: var(--quiet); }
  .case.changed > details:not([open])::details-content { content-visibility: hidden; block-size: 0; }
}
`;
