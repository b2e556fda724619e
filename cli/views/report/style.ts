/**
 * The look of the page: one column, tables that scroll in their own box where they are too wide, both schemes of colour, and
 * paper. Each pair of colours has a contrast of 4.5 to 1 or more; test/browser measures it.
 */
export const STYLE = `
:root { color-scheme: light dark; --paper: #fff; --ink: #1b1f24; --soft: #57606a; --line: #d0d7de; --band: #f4f6f8;
  --accent: #0b5cad; --good: #116329; --good-band: #dff3e4; --bad: #a40e26; --bad-band: #fde4e6; --warn: #7a4b00; --warn-band: #fdf0d2; }
@media (prefers-color-scheme: dark) { :root { --paper: #12161b; --ink: #e4e8ec; --soft: #a4afba; --line: #353d47; --band: #1b2128;
  --accent: #79b8ff; --good: #7ee2a0; --good-band: #12351f; --bad: #ff9aa5; --bad-band: #45161c; --warn: #f3c969; --warn-band: #3d2e08; } }
* { box-sizing: border-box; }
body { margin: 0; background: var(--paper); color: var(--ink); font: 16px/1.5 system-ui, "Segoe UI", Roboto, "Liberation Sans", sans-serif; }
header, main, footer { max-width: 76rem; margin: 0 auto; padding: 0 1.25rem; }
header { padding-top: 2rem; }
h1 { font-size: 1.9rem; line-height: 1.2; margin: 0 0 .5rem; }
h2 { font-size: 1.3rem; margin: 2.5rem 0 .5rem; padding-top: .75rem; border-top: 2px solid var(--line); }
h3 { font-size: 1.05rem; margin: 1.5rem 0 .25rem; }
p { margin: .4rem 0; max-width: 48rem; }
a { color: var(--accent); }
code, .id { font-family: ui-monospace, "Liberation Mono", Menlo, monospace; font-size: .86em; overflow-wrap: anywhere; }
.soft, caption { color: var(--soft); }
nav ul { list-style: none; display: flex; flex-wrap: wrap; gap: .25rem 1.25rem; margin: 1rem 0 0; padding: 0; }
dl.facts { display: grid; grid-template-columns: repeat(auto-fit, minmax(14rem, 1fr)); gap: .75rem 1.5rem; margin: 1rem 0; }
dl.facts div { min-width: 0; } dt { color: var(--soft); font-size: .85rem; } dd { margin: 0; overflow-wrap: anywhere; }
dl.sums { display: grid; grid-template-columns: repeat(auto-fit, minmax(8.5rem, 1fr)); gap: .75rem; margin: 1.25rem 0; }
dl.sums div { display: flex; flex-direction: column-reverse; justify-content: flex-end; background: var(--band); border: 1px solid var(--line); border-radius: .5rem; padding: .6rem .8rem; }
dl.sums dd { font-size: 1.6rem; line-height: 1.2; font-weight: 600; font-variant-numeric: tabular-nums; }
.note { border-left: 4px solid var(--warn); background: var(--warn-band); padding: .5rem 1rem; margin: 1rem 0; }
.note.bad { border-color: var(--bad); background: var(--bad-band); }
.note ul { margin: .25rem 0; padding-left: 1.25rem; overflow-wrap: anywhere; }
.box { overflow-x: auto; margin: .5rem 0 1rem; border: 1px solid var(--line); border-radius: .5rem; position: relative; }
.box:focus-visible, a:focus-visible { outline: 3px solid var(--accent); outline-offset: 2px; }
table { border-collapse: collapse; width: 100%; font-size: .9rem; font-variant-numeric: tabular-nums; }
caption { text-align: left; padding: .5rem .75rem; font-size: .85rem; }
th, td { text-align: left; vertical-align: top; padding: .45rem .6rem; border-top: 1px solid var(--line); }
thead th { background: var(--band); font-size: .8rem; white-space: nowrap; }
tbody th { font-weight: 600; min-width: 6rem; overflow-wrap: anywhere; }
td { overflow-wrap: break-word; min-width: 4rem; } td.long, td.name, td.user { overflow-wrap: anywhere; } td.long { min-width: 13rem; } td.name { min-width: 9.5rem; }
.number { text-align: right; } td code { white-space: nowrap; }
time { white-space: nowrap; }
.mark { display: inline-block; padding: 0 .5rem; border-radius: 1rem; font-size: .82rem; font-weight: 600; background: var(--band); white-space: nowrap; }
.mark.good { color: var(--good); background: var(--good-band); } .mark.bad { color: var(--bad); background: var(--bad-band); }
.mark.warn { color: var(--warn); background: var(--warn-band); }
.tags { display: flex; flex-wrap: wrap; gap: .2rem .3rem; list-style: none; margin: 0; padding: 0; }
.tags li { border: 1px solid var(--line); border-radius: .3rem; padding: 0 .35rem; font-size: .76rem; white-space: nowrap; }
ol.rungs { list-style: none; display: flex; margin: 0; padding: 0; min-width: 17.5rem; }
ol.rungs li { flex: 1; border-top: 3px solid var(--good); padding: .3rem .4rem 0 0; font-size: .78rem; position: relative; }
ol.rungs li::before { content: ""; position: absolute; top: -7px; left: 0; width: 11px; height: 11px; border-radius: 50%; background: var(--good); }
ol.rungs li.not { border-top: 3px dashed var(--line); color: var(--soft); } ol.rungs li.not::before { background: var(--paper); border: 2px solid var(--soft); }
footer { margin-top: 3rem; padding-bottom: 2rem; color: var(--soft); font-size: .85rem; }
@media screen and (max-width: 45rem) {
  table, caption, tbody, tbody tr, tbody th, td { display: block; } thead { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); }
  tbody tr { border-top: 1px solid var(--line); padding: .5rem .6rem; } tbody tr:nth-child(even) { background: var(--band); }
  tbody th, td { border: 0; padding: .15rem 0; white-space: normal; overflow-wrap: anywhere; } tbody th { font-size: 1rem; }
  td, td.long, td.name, td.number { min-width: 0; text-align: left; display: grid; grid-template-columns: 6.5rem 1fr; gap: .5rem; }
  td::before { content: attr(data-head); color: var(--soft); font-size: .8rem; } td > div { min-width: 0; }
  ol.rungs { min-width: 0; display: grid; grid-template-columns: 1fr 1fr; gap: .5rem 0; }
}
@media (max-width: 30rem) { body { font-size: 15px; } header, main, footer { padding-left: .9rem; padding-right: .9rem; } h1 { font-size: 1.5rem; } }
@page { size: A4 landscape; margin: 12mm; }
@media print {
  :root { color-scheme: light; --paper: #fff; --ink: #000; --soft: #444; --line: #bbb; --band: #f2f2f2; --accent: #000;
    --good: #0b4f20; --good-band: #e6f4ea; --bad: #8a0b1f; --bad-band: #fbe7e9; --warn: #5e3a00; --warn-band: #faf1dc; }
  body { font-size: 9.5pt; } header, main, footer { max-width: none; padding: 0; } nav { display: none; }
  .box { overflow: visible; border-radius: 0; } table { font-size: 8pt; } th, td { padding: 3pt 5pt; }
  thead { display: table-header-group; } tr, .note, dl div { break-inside: avoid; } h2, h3, caption { break-after: avoid; }
  td { min-width: 0; } tbody th, td.user { min-width: 18mm; } td.long { min-width: 34mm; } td.name { min-width: 30mm; } td code { white-space: normal; }
  ol.rungs { min-width: 68mm; } ol.rungs li { font-size: 7pt; } .mark, .tags li { font-size: 7pt; padding: 0 3pt; }
  section > p, section > .tags { break-after: avoid; }
  * { print-color-adjust: exact; }
}
`;
