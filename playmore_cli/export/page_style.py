"""
The style sheet of a page: quiet, for reading, in light and dark, on a phone, and on paper.

Colours have names; every text reaches a contrast of at least 4.5 on its ground, in both themes.
"""

_LIGHT = """
--paper:#fffefb;--ink:#26241f;--soft:#68645b;--line:#e4e0d6;--link:#1c5d86;--code:#f6f4ee;--out:#fbfaf6;
--new:#e5f2e4;--new-bar:#3d8a4c;--changed:#faf0d7;--changed-bar:#a87617;--gone:#9a3c32;--bad:#a3312a;--mine:#f1eef8;
--mine-bar:#7a5fb3;--kw:#7a3e9d;--def:#1c5d86;--str:#2f6b3a;--num:#8a4b08;--com:#68645b;--wire:#7d786c;--lit:#7a3e9d;
"""
_DARK = """
--paper:#17181b;--ink:#dddad2;--soft:#a09b90;--line:#34353a;--link:#82bbe4;--code:#1f2125;--out:#1b1c20;
--new:#1b3022;--new-bar:#61b374;--changed:#352a15;--changed-bar:#cfa04a;--gone:#e39a8f;--bad:#ef9a8f;--mine:#25212f;
--mine-bar:#a68fdb;--kw:#cda4e8;--def:#82bbe4;--str:#94cf9d;--num:#e5b07a;--com:#a09b90;--wire:#8d887c;--lit:#cda4e8;
"""
_SHEET = """
*{box-sizing:border-box}
html{color-scheme:light dark;-webkit-text-size-adjust:100%;text-size-adjust:100%}
body{margin:0;background:var(--paper);color:var(--ink);
 font:1.0625rem/1.62 Charter,"Bitstream Charter","Sitka Text",Cambria,"Noto Serif",Georgia,serif;
 font-kerning:normal;hanging-punctuation:first}
a{color:var(--link);text-decoration-thickness:1px;text-underline-offset:.18em}
:is(a,summary,pre,figure):focus-visible{outline:2px solid var(--link);outline-offset:2px;border-radius:3px}
header,nav,main,footer{max-width:60rem;margin:0 auto;padding:0 1.25rem 0 9rem}
header{padding-top:4rem}
h1{font-size:2.3rem;line-height:1.15;font-weight:600;letter-spacing:-.01em;margin:0 0 .6rem}
h2{font-size:1.45rem;line-height:1.3;font-weight:600;margin:0 0 .3rem}
h3,h4,h5,h6{font-size:1.06rem;font-weight:600;margin:1.6rem 0 .5rem}
p,ul,ol,pre,table,figure,details,.formula{margin:0 0 1rem}
.lead{color:var(--soft)}
.small,.time,.here,nav,footer,.figures,summary{font-family:ui-sans-serif,system-ui,-apple-system,"Segoe UI",sans-serif}
.small{font-size:.86rem;color:var(--soft)}
nav{margin-top:2.5rem;font-size:.92rem;line-height:1.45}
nav h2{font-size:.86rem;color:var(--soft);text-transform:none;font-weight:500;margin-bottom:.7rem}
nav ol{list-style:none;padding:0;margin:0;columns:22rem 2;column-gap:2.5rem}
nav li{display:flex;gap:.8rem;padding:.17rem 0;break-inside:avoid}
nav a{text-decoration:none}
nav a:hover{text-decoration:underline}
nav .time{font-size:.82rem}
.time{font-variant-numeric:tabular-nums;color:var(--soft);white-space:nowrap}
section{margin-top:4.5rem;padding-top:1.6rem;border-top:1px solid var(--line)}
section>.time{font-size:.86rem}
.step{position:relative;margin-top:2.6rem;scroll-margin-top:1rem}
.step:target .where{border-left:3px solid var(--link)}
.where{position:absolute;left:-7.75rem;width:6.75rem;top:.2rem;margin:0;text-align:right;font-size:.82rem;
 line-height:1.4;border-left:3px solid transparent}
.where a{text-decoration:none}
.where a:hover{text-decoration:underline}
.here{color:var(--soft);display:inline-block;min-width:1.5rem;text-align:center}
code,pre,kbd{font-family:ui-monospace,SFMono-Regular,Menlo,Consolas,"DejaVu Sans Mono",monospace}
code{font-size:.86em;background:var(--code);padding:.08em .28em;border-radius:3px;overflow-wrap:break-word}
pre{font-size:.86rem;line-height:1.5;overflow-x:auto;border-radius:6px;padding:.75rem 1rem;max-width:100%}
pre code{font-size:inherit;background:none;padding:0;overflow-wrap:normal}
pre.code{background:var(--code)}
pre.out{background:var(--out);border:1px solid var(--line);margin-top:-.4rem;max-height:40rem;overflow:auto}
pre.failure{border-left:3px solid var(--bad);border-radius:0 6px 6px 0}
.line{display:block;margin:0 -1rem;padding:0 1rem;border-left:3px solid transparent;
 min-width:max-content;width:calc(100% + 2rem)}
.line.new{background:var(--new);border-left-color:var(--new-bar)}
.line.changed{background:var(--changed);border-left-color:var(--changed-bar)}
del{color:var(--gone);text-decoration-thickness:1px}
.gone{user-select:none;-webkit-user-select:none}
.k,.kn,.kd,.kr,.kc,.ow{color:var(--kw)}.nf,.fm,.nc,.nd{color:var(--def)}.s1,.s2,.sd,.sa,.si,.se,.sf,.s{color:var(--str)}
.mi,.mf,.mh,.mb,.mo,.il{color:var(--num)}.c1,.c,.cm{color:var(--com);font-style:italic}
figure img{display:block;max-width:100%;height:auto;background:#fff;border-radius:6px;padding:.35rem}
figure.drawing{overflow-x:auto;border:1px solid var(--line);border-radius:6px;padding:.4rem;color:var(--ink)}
.tokens{overflow-x:auto;border:1px solid var(--line);border-radius:6px;padding:.6rem;font-size:.86rem;
 font-family:ui-monospace,SFMono-Regular,Menlo,Consolas,"DejaVu Sans Mono",monospace}
.token{display:inline-block;white-space:pre;color:#1a1a1a}
.t0{background:#cfe3f5}.t1{background:#f7e2bd}
.graph{display:block;max-width:none}
.graph .wire{stroke:var(--wire)}.graph .head{fill:var(--wire)}.graph .label{fill:var(--def);font-weight:600}
.graph .gradient{fill:var(--num)}.graph .lit{fill:var(--lit);font-weight:600}.graph .operation{fill:var(--str)}
.graph .muted{fill:var(--soft)}
.graph :is(.label,.operation){paint-order:stroke;stroke:var(--paper);stroke-width:5px}
details{border:1px solid var(--line);border-radius:6px;padding:.5rem .9rem}
details:has(+details){margin-bottom:.35rem}
details>:last-child{margin-bottom:.3rem}
summary{cursor:pointer;font-size:.9rem;color:var(--soft)}
details[open]>summary{margin-bottom:.6rem}
.ask{border-left:3px solid var(--link);padding-left:1rem;margin-bottom:1rem}
.ask>:last-child{margin-bottom:0}
.mine{background:var(--mine);border-left:3px solid var(--mine-bar);border-radius:0 6px 6px 0;padding:.6rem 1rem;
 margin:0 0 1rem}
.mine>:last-child{margin-bottom:0}
table{border-collapse:collapse;display:block;max-width:100%;overflow-x:auto;font-size:.95rem}
th,td{text-align:left;padding:.25rem 1.1rem .25rem 0;border-bottom:1px solid var(--line);vertical-align:top}
th{font-weight:600}
.figures{font-size:.86rem}
.figures td{font-variant-numeric:tabular-nums}
.figures caption{text-align:left;color:var(--soft);padding-bottom:.2rem}
blockquote{margin:0 0 1rem;padding-left:1rem;border-left:3px solid var(--line);color:var(--soft)}
.formula{display:block;overflow:auto hidden;padding:.35rem 0}
math{font-family:"Latin Modern Math","STIX Two Math","Cambria Math","Noto Sans Math",math;font-size:1.1em}
.cases mtd,.aligned mtd+mtd,.align mtd+mtd{text-align:left}
.aligned mtd:first-child,.align mtd:first-child{text-align:right}
footer{margin-top:4.5rem;padding-top:1.2rem;padding-bottom:4rem;font-size:.86rem;color:var(--soft)}
@media screen and (max-width:56rem){
 header,nav,main,footer{padding-left:1.1rem;padding-right:1.1rem}
 header{padding-top:2rem}
 h1{font-size:1.8rem}
 .where{position:static;width:auto;text-align:left;margin-bottom:.3rem;border-left-width:0}
 .step:target .where{border-left-width:3px;padding-left:.5rem}
 pre{font-size:.8rem;border-radius:4px}
 nav ol{columns:1}
}
@media print{
 body{font-size:10.5pt;background:#fff;color:#000}
 header,nav,main,footer{max-width:none;padding:0 0 0 6.5rem}
 section{margin-top:2.5rem}
 .step{margin-top:1.6rem}
 .where{left:-6.5rem;width:5.6rem}
 .here{display:none}
 .formula,figure.drawing{overflow:visible}
 a{color:inherit;text-decoration:none}
 pre{white-space:pre-wrap;overflow:visible;max-height:none!important}
 .line{min-width:0}
 pre,figure,table,.ask{break-inside:avoid}
 h2{break-after:avoid}
 details::details-content{content-visibility:visible;block-size:auto}
}
"""


def style_sheet() -> str:
    """Return the sheet; the reader's system chooses between light and dark, paper is always light."""
    dark = f"@media screen and (prefers-color-scheme:dark){{:root{{{_joined(_DARK)}}}}}"
    return f":root{{{_joined(_LIGHT)}}}\n{dark}{_SHEET}"


def _joined(colours: str) -> str:
    return colours.replace("\n", "")
