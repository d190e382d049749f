/**
 * The look shared by what we draw into pages (in shadow roots, below `.root`) and by our own pages. Fonts are the
 * generic ones alone: a page can make any other name mean a font of its own, in shadow trees too.
 */

/** Colours keep at least 4.5:1 against their background, in both themes. */
export const LOOK = `
:host { all: initial !important; direction: ltr !important; unicode-bidi: isolate !important; }
.root, :root {
  --fg: #1f2328; --muted: #59636e; --bg: #fff; --raised: #f6f8fa; --line: #c9d1d9; --accent: #1a5fb4; --on-accent: #fff;
  --good: #11632a; --good-bg: #e3f5e8; --bad: #a5201a; --bad-bg: #fdeceb; --warn: #744500; --warn-bg: #fff4d6;
  --quiet-bg: #eef1f4; --news-bg: #e5effb;
  color-scheme: light;
}
@media not print { :host([data-theme="dark"]) .root, :root[data-theme="dark"] {
  --fg: #e6edf3; --muted: #a9b3be; --bg: #1c2128; --raised: #252b33; --line: #4a525c; --accent: #8ab8f5; --on-accent: #0c1f38;
  --good: #86dba0; --good-bg: #173a24; --bad: #ffb4ab; --bad-bg: #4a1b18; --warn: #f2cc60; --warn-bg: #40320c;
  --quiet-bg: #2d343d; --news-bg: #1b3557;
  color-scheme: dark;
} }
*, *::before, *::after { box-sizing: border-box; }
.root { font: 14px/20px system-ui, sans-serif; color: var(--fg); text-align: start; cursor: default; user-select: none; -webkit-user-select: none; }
[data-words]::before { content: attr(data-words); }
.icon { width: 16px; height: 16px; fill: currentColor; flex: none; vertical-align: -3px; }
.hidden-words { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap; }
[hidden] { display: none !important; }
button { font: inherit; }
a:not(.button) { color: var(--accent); }
:focus-visible { outline: 2px solid var(--accent); outline-offset: 2px; }
.button { display: inline-flex; align-items: center; justify-content: center; gap: 6px; min-height: 34px; padding: 6px 14px; border: 1px solid var(--line);
  border-radius: 6px; background: var(--bg); color: var(--fg); font-weight: 600; cursor: pointer; text-decoration: none; }
.button:hover:not(:disabled) { border-color: var(--muted); }
.button.primary { background: var(--accent); border-color: var(--accent); color: var(--on-accent); }
.button.small { min-height: 26px; padding: 2px 9px; font-size: 13px; }
.button:disabled, .button[aria-disabled="true"] { opacity: .55; cursor: not-allowed; }
[aria-busy="true"] { cursor: progress; animation: busy 1.2s ease-in-out .3s infinite; }
@keyframes busy { 50% { opacity: .6; } }
.late { animation: late .4s; }
@keyframes late { from, to { visibility: hidden; } }
.link { padding: 0; border: 0; background: none; color: var(--accent); text-decoration: underline; cursor: pointer; }
.muted { color: var(--muted); }
.badge { display: inline-flex; align-items: center; justify-content: center; gap: 5px; height: 22px; padding: 0 9px; border-radius: 11px; border: 1px solid transparent;
  font-size: 12px; line-height: 20px; font-weight: 600; white-space: nowrap; font-variant-numeric: tabular-nums; }
.badge[data-state="score"] { background: var(--good-bg); color: var(--good); }
.badge[data-state="unreleased"] { background: var(--bg); color: var(--muted); border: 1px dashed var(--muted); }
.badge[data-state="not_submitted"] { background: var(--quiet-bg); color: var(--muted); }
.badge[data-state="submitted"] { background: var(--news-bg); color: var(--accent); }
.badge[data-state="error"], .badge[data-state="no_file"] { background: var(--bad-bg); color: var(--bad); }
.badge[data-state="loading"] { background: var(--quiet-bg); color: var(--muted); }
.badge[data-state="submitted"] .dot, .badge[data-state="loading"] .dot { width: 6px; height: 6px; border-radius: 3px; background: currentColor; animation: pulse 1.6s ease-in-out infinite; }
@keyframes pulse { 50% { opacity: .25; } }
.note { display: flex; gap: 8px; padding: 8px 10px; border-radius: 6px; background: var(--raised); margin: 0; }
.note > .icon { margin-top: 2px; }
.note > :not(.icon) { min-width: 0; overflow-wrap: anywhere; }
.note.bad { background: var(--bad-bg); color: var(--bad); }
.note.warn { background: var(--warn-bg); color: var(--warn); }
.note.good { background: var(--good-bg); color: var(--good); }
.note p { margin: 0; } .note p + p { margin-top: 4px; }
.slow { margin-top: 8px; } .slow p { margin: 0 0 8px; }
code { padding: 0 4px; border-radius: 4px; background: rgb(128 128 128 / 18%); font-family: monospace; font-size: .92em; }
.said { font-family: monospace; font-size: 12px; overflow-wrap: anywhere; }
@media (prefers-reduced-motion: reduce) { *, *::before { animation: none !important; transition: none !important; } [aria-busy="true"] { opacity: .6; } }
@media (forced-colors: active) { .badge, .note { border: 1px solid; } }
`;
