// Corrections: what a person changes is kept in this browser until it is saved as a patch, which
// `yusuan extract --patches DIR` applies.
"use strict";

yusuan.correct = (() => {
  const { el, say, visible, text, data, stored, store } = yusuan;
  const sha256 = data.source.sha256;
  const name = ({ table, cell }) => JSON.stringify([table, cell]);
  /** A number of more digits is none that yusuan reads. */
  const MOST_DIGITS = 28;

  let patches = new Map();
  try {
    patches = new Map(JSON.parse(stored(sha256) ?? "[]").map((patch) => [name(patch), patch]));
  } catch { /* What was kept is of no use. */ }

  const listeners = [];
  function changed() {
    store(sha256, JSON.stringify([...patches.values()]));
    button.hidden = patches.size === 0;
    yusuan.labelled(button, ["save_patch", patches.size]);
    listeners.forEach((listener) => listener());
  }

  /** The correction that waits for a cell. */
  const pending = (target) => patches.get(name(target));

  /** What a person calls it: its row and column, its field, its indicator and part. */
  function where({ cell: { label, path, part } }) {
    return [label, part ? say(part) : (path ?? []).join(" / ")].filter(Boolean).map(visible).join(" · ");
  }

  /** A value as JSON: a number is written with the digits it has. */
  const json = (value) => (Array.isArray(value) ? value[0] : JSON.stringify(value));

  /** The patch file. */
  function file() {
    const lines = [...patches.values()].map((patch) => `    {"document": ${json(sha256)}, "table": ${json(patch.table)}, `
      + `"cell": ${JSON.stringify(patch.cell)},\n     "old": ${json(patch.old)}, "new": ${json(patch.new)}, `
      + `"reason": ${json(patch.reason)}}`);
    return `{\n  "schema": "yusuan/patch/1",\n  "patches": [\n${lines.join(",\n")}\n  ]\n}\n`;
  }

  function save() {
    const url = URL.createObjectURL(new Blob([file()], { type: "application/json" }));
    el("a", { href: url, download: `${sha256.slice(0, 12)}.json` }).click();
    setTimeout(() => URL.revokeObjectURL(url), 10000);
  }

  const button = el("button", { type: "button", id: "save", class: "strong", click: save });

  // ---- the dialog ----

  const old = el("output", { id: "old" });
  const fresh = el("input", { id: "new", autocomplete: "off", spellcheck: "false" });
  const reason = el("input", { id: "reason", autocomplete: "off" });
  const fault = el("p", { class: "fault", role: "alert" });
  const withdraw = el("button", { type: "button", label: "withdraw", click: () => {
    patches.delete(name(target));
    dialog.close();
    changed();
  } });
  const dialog = el("dialog", { class: "correct", "aria-labelledby": "correct-title" },
    el("form", { submit: (event) => { event.preventDefault(); keep(); } },
      el("h2", { id: "correct-title", label: "correct" }), el("p", { class: "where" }),
      el("label", { for: "old", label: "old_value" }), old,
      el("label", { for: "new", label: "new_value" }), fresh,
      el("label", { for: "reason", label: "reason" }), reason, fault,
      el("p", { class: "buttons" }, withdraw,
        el("button", { type: "button", label: "cancel", click: () => dialog.close() }),
        el("button", { type: "submit", class: "strong", label: "keep" }))));

  let target = null;
  function edit(next) {
    target = next;
    const patch = pending(target);
    dialog.querySelector(".where").textContent = `${target.table} · ${where(target)}`;
    old.textContent = visible(text(target.old)) || "–";
    fresh.value = text(patch ? patch.new : target.old);
    reason.value = patch?.reason ?? "";
    fault.textContent = "";
    withdraw.hidden = !patch;
    dialog.showModal();
    fresh.select();
  }

  /** What was typed as a value of its column; `undefined` where it is none. */
  function typed() {
    const given = fresh.value.trim();
    if (given === "") return null;
    if (!target.figure) return given;
    const digits = given.replaceAll(/[,，\s]/g, "");
    const readable = /^-?(0|[1-9]\d*)(\.\d+)?$/.test(digits) && digits.replaceAll(/\D/g, "").length <= MOST_DIGITS;
    return readable ? [digits] : undefined;
  }

  function keep() {
    const value = typed();
    if (value === undefined || json(value) === json(target.old)) {
      fault.textContent = say(value === undefined ? "not_a_number" : "unchanged");
      return;
    }
    const { table, cell } = target;
    patches.set(name(target), { table, cell, old: target.old, new: value, reason: reason.value.trim() });
    dialog.close();
    changed();
  }

  document.body.append(dialog);
  button.hidden = patches.size === 0;
  yusuan.labelled(button, ["save_patch", patches.size]);

  return { edit, pending, where, button, file, onChange: (listener) => listeners.push(listener) };
})();
