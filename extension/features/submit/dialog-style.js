/** The look of the submit dialog. */

export const DIALOG_STYLE = `
dialog { width: min(520px, calc(100vw - 24px)); max-height: calc(100vh - 24px); padding: 0 20px 20px; border: 1px solid var(--line); border-radius: 12px;
  background: var(--bg); color: var(--fg); box-shadow: 0 16px 48px rgb(0 0 0 / 32%); overflow: auto; }
dialog::backdrop { background: rgb(0 0 0 / 45%); }
header { display: flex; justify-content: space-between; align-items: center; padding: 12px 0 4px; }
.brand { color: var(--muted); font-size: 12px; font-weight: 600; letter-spacing: .02em; }
.close { padding: 4px; border: 0; border-radius: 6px; background: none; color: var(--muted); line-height: 0; cursor: pointer; }
[data-busy] .close { visibility: hidden; }
h2 { margin: 0 0 12px; font-size: 18px; line-height: 24px; overflow-wrap: anywhere; }
h2:focus { outline: none; }
.stack > * + * { margin-top: 12px; }
p { margin: 0; }
.drop { display: block; padding: 20px 16px; border: 2px dashed var(--muted); border-radius: 10px; background: var(--raised); text-align: center; cursor: pointer; }
.drop.over { border-color: var(--accent); background: var(--news-bg); }
.drop:focus-within { outline: 2px solid var(--accent); outline-offset: 2px; }
.drop strong { overflow-wrap: anywhere; }
.affirm { display: flex; gap: 10px; align-items: flex-start; cursor: pointer; }
.affirm input { width: 18px; height: 18px; margin: 1px 0 0; flex: none; accent-color: var(--accent); }
.actions { display: flex; justify-content: flex-end; gap: 8px; flex-wrap: wrap; }
dl { display: grid; grid-template-columns: auto 1fr; gap: 6px 16px; margin: 0; padding: 12px; border: 1px solid var(--line); border-radius: 8px; }
dt { color: var(--muted); } dd { margin: 0; overflow-wrap: anywhere; font-weight: 600; } dd .muted { font-weight: 400; }
progress { display: block; width: 100%; height: 10px; accent-color: var(--accent); }
.line { display: flex; justify-content: space-between; gap: 12px; }
.sha { font: 12px/18px monospace; font-weight: 400; }
@media (max-width: 420px) { dl { grid-template-columns: 1fr; gap: 0; } dd { margin-bottom: 6px; } }
`;
