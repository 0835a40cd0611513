"""How the page of a run looks: light and dark, readable on a phone and on paper."""

from __future__ import annotations

from typing import Final

STYLE: Final = """
:root { color-scheme: light dark; --paper: #fbfaf8; --card: #fff; --ink: #1d2126; --soft: #666d76;
  --line: #e4e1db; --accent: #2f6f8f; --good: #2e7d4f; --bad: #b3372f; --warn: #9a6a00; --tint: #eef4f7 }
@media (prefers-color-scheme: dark) { :root { --paper: #15181b; --card: #1d2125; --ink: #e6e4df;
  --soft: #9aa1a9; --line: #2f353b; --accent: #7db8d6; --good: #7cc79a; --bad: #f08a80; --warn: #e0b354;
  --tint: #202a31 } }
* { box-sizing: border-box }
body { margin: 0; background: var(--paper); color: var(--ink);
  font: 16px/1.55 system-ui, -apple-system, "Segoe UI", Roboto, "Noto Sans", "Noto Sans CJK SC",
  "PingFang SC", "Microsoft YaHei", sans-serif }
main { max-width: 62rem; margin: 0 auto; padding: 2rem 1.25rem 4rem }
h1 { font-size: 1.7rem; line-height: 1.25; margin: 0 0 .3rem; overflow-wrap: anywhere }
h2 { font-size: 1.1rem; margin: 2.4rem 0 .7rem }
p { margin: .3rem 0 } .soft { color: var(--soft) } a { color: var(--accent) }
.badge { display: inline-block; padding: .1rem .6rem; border-radius: 1rem; font-size: .85rem; font-weight:
  600;
  border: 1px solid currentColor; vertical-align: .15rem; margin-left: .5rem }
.good { color: var(--good) } .bad { color: var(--bad) } .warn { color: var(--warn) }
.cards { display: grid; grid-template-columns: repeat(auto-fill, minmax(12.5rem, 1fr)); gap: .8rem;
  margin-top: 1.5rem }
.card, .alarm, table, .chart { background: var(--card); border: 1px solid var(--line); border-radius: .6rem }
.card { padding: .8rem .9rem .6rem } .card b { display: block; font-size: 1.55rem; line-height: 1.2 }
.card span { color: var(--soft); font-size: .88rem } .card .usual { display: block; font-size: .8rem }
.alarm { padding: .8rem 1rem; margin: .7rem 0; border-left: .3rem solid var(--bad);
  overflow-wrap: anywhere }
.alarm dl { display: grid; grid-template-columns: max-content 1fr; gap: .1rem .9rem; margin: .5rem 0 0;
  font-size: .9rem } .alarm dt { color: var(--soft) } .alarm dd { margin: 0 }
.scroll { overflow-x: auto }
table { width: 100%; border-collapse: separate; border-spacing: 0; font-size: .92rem }
th { text-align: left; color: var(--soft); font-weight: 500; font-size: .82rem }
th, td { padding: .45rem .8rem; border-bottom: 1px solid var(--line); vertical-align: top }
tr:last-child td { border-bottom: 0 } .n { text-align: right; font-variant-numeric: tabular-nums;
  white-space: nowrap } .url { overflow-wrap: anywhere; min-width: 12rem } .nowrap { white-space: nowrap }
.sources { color: var(--soft); font-size: .86rem; min-width: 11rem; overflow-wrap: anywhere }
.spark { display: block; width: 100%; height: 2.2rem; margin-top: .35rem }
.spark polyline { fill: none; stroke: var(--accent); stroke-width: 1.6 }
.spark polygon { fill: var(--tint) } .spark circle { fill: var(--accent) }
.meter { width: 7rem; height: .6rem; vertical-align: middle; border-radius: .3rem }
.meter .track { fill: var(--line) } .meter .fill { fill: var(--accent) }
.lost .meter .track { fill: var(--bad); opacity: .45 }
.lost td:first-child { color: var(--bad); font-weight: 600 }
.meter line { stroke: var(--ink); stroke-width: 1.5 }
.pair { display: grid; grid-template-columns: repeat(auto-fit, minmax(17rem, 1fr)); gap: .8rem }
.chart { padding: .8rem 1rem } .bars { width: 100% } .bars rect { fill: var(--accent) }
.bars text { fill: var(--soft); font-size: 15px }
footer { margin-top: 3rem; color: var(--soft); font-size: .85rem }
@media (max-width: 34rem) { main { padding: 1.2rem .8rem 3rem } th, td { padding: .4rem .5rem }
  .cards { grid-template-columns: repeat(2, 1fr) } .meter { width: 4rem } }
@media print { body { background: none } .card, .alarm, table, .chart { break-inside: avoid } }
"""
