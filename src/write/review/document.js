// The page of one document: which sheets are shown, what is failing, how one gets from a figure to its print.
"use strict";

(() => {
  const { el, svg, say, visible, load, data, bar, sheet: draw, correct, charts, stored, store, onLanguage } = yusuan;
  const { key } = draw;
  /** More sheets are not shown beside each other for one check. */
  const MOST_SHEETS = 4;

  const heads = new Map(data.tables.map((table) => [table.id, table]));
  const state = { sheets: [1], check: null, raw: stored("raw") === "yes", turn: 0 };

  /** The sheet that a place stands on. */
  function holding(place) {
    if (place.length === 5) return Math.min(place[0], data.sheets);
    return Math.max(1, data.starts.filter((start) => start <= place[0]).length);
  }

  // ---- what stands at the sides ----

  const print = el("section", { class: "print", tabindex: "0", "aria-labelledby": "print-title" });
  const extracted = el("section", { class: "extracted", tabindex: "-1", "aria-labelledby": "extracted-title" });
  const about = el("footer", { class: "about-cell", "aria-live": "polite" });
  const position = el("span", { id: "position" });
  const failures = el("ol", { class: "failures" });
  const results = el("ol", { class: "results", hidden: true });

  /** Shows sheets; `after` runs when they stand. */
  async function show(sheets, after) {
    const turn = ++state.turn;
    state.sheets = sheets;
    let loaded;
    try {
      loaded = await Promise.all(sheets.map((number) => load(String(number))));
    } catch (error) {
      about.textContent = say("unreadable", error.message);
      return;
    }
    // The reader has gone on meanwhile.
    if (turn !== state.turn) return;
    print.replaceChildren(el("h2", { id: "print-title", class: "unseen", label: "print" }),
      data.missing ? el("p", { class: "note", label: [data.missing] }) : "",
      ...loaded.map((sheet, at) => draw.print(sheet, sheets[at], data.sheets)));
    const parts = loaded.flatMap((sheet) => sheet.parts);
    extracted.replaceChildren(el("h2", { id: "extracted-title", class: "unseen", label: "extracted" }),
      ...parts.map((part) => draw.table(part, heads.get(part.id), correct.pending)));
    if (parts.length === 0) extracted.append(el("p", { class: "quiet", label: "nothing_here" }));
    extracted.querySelector("[data-place]")?.setAttribute("tabindex", "0");
    extracted.querySelectorAll(".scroll").forEach((box) => box.setAttribute("tabindex", "0"));
    [print, extracted].forEach((side) => { side.scrollTop = 0; });
    yusuan.labelled(position, [data.starts.length ? "lines" : "page", sheets.join(" + "), data.sheets]);
    previous.disabled = sheets[0] <= 1;
    next.disabled = sheets[0] >= data.sheets;
    history.replaceState(null, "", `#${sheets[0]}`);
    spell();
    after?.();
  }

  const turnTo = (sheet) => {
    mark(null);
    show([Math.min(data.sheets, Math.max(1, sheet))]);
  };

  /** Cells as printed, or as they are read. */
  function spell() {
    extracted.querySelectorAll("[data-raw]").forEach((cell) => {
      cell.textContent = visible(cell.dataset[state.raw ? "raw" : "value"]);
    });
  }

  // ---- cell ↔ box ----

  const at = (place, root = document) => [...root.querySelectorAll(`[data-place="${place}"]`)];

  function link(place, source) {
    document.querySelectorAll(".on").forEach((element) => element.classList.remove("on"));
    const both = place ? at(place) : [];
    both.forEach((element) => element.classList.add("on"));
    const other = both.find((element) => source && !element.closest("section").contains(source));
    other?.scrollIntoView({ block: "nearest", inline: "nearest" });
    const cell = both.find((element) => element.dataset.target || extracted.contains(element));
    if (cell) tell(cell);
  }

  /** Says what is known of a cell. */
  function tell(cell) {
    const { place, raw, value, target } = cell.dataset;
    const proof = Object.values(draw.PROOFS).find((name) => cell.classList.contains(name));
    const facts = [proof && el("span", { class: `proof ${proof}`, label: proof })];
    if (target) facts.unshift(el("strong", {}, correct.where(JSON.parse(target))));
    if (raw && raw !== value) facts.push(el("span", {}, `${visible(raw)} → ${visible(value)}`));
    if (place) facts.push(el("span", { class: "quiet figure" }, say("place"), " ", place));
    if (target) facts.push(el("button", { type: "button", label: "correct_this", click: () => edit(cell) }));
    about.replaceChildren(...facts.filter(Boolean));
  }

  function edit(cell) {
    if (cell?.dataset.target) correct.edit(JSON.parse(cell.dataset.target));
  }

  for (const side of [print, extracted]) {
    side.addEventListener("pointerover", (event) => {
      const found = event.target.closest("[data-place]");
      if (found) link(found.dataset.place, found);
    });
    side.addEventListener("pointerleave", () => {
      const focused = document.activeElement?.dataset?.place;
      link(focused ?? null, document.activeElement);
    });
  }
  extracted.addEventListener("focusin", (event) => {
    const found = event.target.closest("[data-place]");
    if (found) link(found.dataset.place, found);
  });
  extracted.addEventListener("dblclick", (event) => edit(event.target.closest("[data-target]")));
  print.addEventListener("click", (event) => {
    const place = event.target.closest("[data-place]")?.dataset.place;
    if (place) focus(at(place, extracted)[0]);
  });
  extracted.addEventListener("click", (event) => focus(event.target.closest("[data-target], [data-place]")));

  /** Moves the one tab stop of the tables to a cell. */
  function focus(cell) {
    if (!cell) return;
    extracted.querySelectorAll("td[tabindex='0'], th[tabindex='0'], dd[tabindex='0']")
      .forEach((other) => other.setAttribute("tabindex", "-1"));
    cell.setAttribute("tabindex", "0");
    cell.focus({ preventScroll: true });
    cell.scrollIntoView({ block: "nearest", inline: "nearest" });
  }

  extracted.addEventListener("keydown", (event) => {
    const cell = event.target.closest("td, th");
    if (!cell) return;
    const row = cell.parentElement;
    const column = [...row.children].indexOf(cell);
    const moves = { ArrowLeft: [row, column - 1], ArrowRight: [row, column + 1],
      ArrowUp: [row.previousElementSibling, column], ArrowDown: [row.nextElementSibling, column] };
    if (event.key === "Enter") edit(cell);
    else if (moves[event.key]) {
      const [line, place] = moves[event.key];
      focus(line?.children[place]);
    } else return;
    event.preventDefault();
  });

  // ---- failed checks ----

  const sides = (check) => [["actual", check.operands?.actual ?? []], ["expected", check.operands?.expected ?? []]];

  /** Marks both operands of a check where they stand. */
  function mark(check) {
    document.querySelectorAll(".sheets .actual, .sheets .expected")
      .forEach((element) => element.classList.remove("actual", "expected"));
    [...failures.children].forEach((item, index) => {
      item.classList.toggle("open", index === check);
      item.firstElementChild.setAttribute("aria-expanded", String(index === check));
    });
    state.check = check;
    if (check === null) return;
    for (const [side, places] of sides(data.checks[check])) {
      for (const place of places) {
        const found = at(key(place));
        found.forEach((element) => element.classList.add(side));
        const boxes = print.querySelector(`[data-sheet="${holding(place)}"] .boxes`);
        // A figure of the prose is in no table and has no box yet.
        if (found.length === 0 && boxes && place.length === 5) boxes.append(draw.box(place, side));
        if (found.length === 0 && place.length === 3) {
          print.querySelector(`[data-line="${place[0]}"]`)?.classList.add(side);
        }
      }
    }
    (print.querySelector(".actual") ?? print.querySelector(".expected"))?.scrollIntoView({ block: "center" });
    (extracted.querySelector(".actual") ?? extracted.querySelector(".expected"))?.scrollIntoView({ block: "center" });
  }

  function open(index) {
    const check = data.checks[index];
    if (!check) return;
    const places = [...sides(check).flatMap(([, places]) => places), check.place].filter(Boolean);
    const sheets = [...new Set(places.map(holding))].slice(0, MOST_SHEETS).sort((a, b) => a - b);
    const first = heads.get(check.tables[0])?.sheets[0];
    show(sheets.length ? sheets : [first ?? 1], () => mark(index));
    failures.children[index].firstElementChild.scrollIntoView({ block: "nearest" });
  }

  function failure(check, index) {
    const figure = (name) => check[name] !== null && [el("dt", { label: name === "actual" ? "printed" : name }),
      el("dd", { class: "figure", "data-side": name }, check[name])];
    const where = [check.tables.join(" · "), check.row, (check.column ?? []).join(" / ")].filter(Boolean).map(visible).join(" · ");
    const operands = sides(check).flatMap(([side, places]) => [...new Set(places.map(holding))].map((sheet) => {
      const on = places.filter((place) => holding(place) === sheet);
      const name = on[0].length === 5 ? `p ${sheet}` : `L ${on[0][0]}`;
      return el("button", { type: "button", class: "operand", "data-side": side,
        click: () => show([sheet], () => mark(index)) }, on.length > 1 ? `${name} × ${on.length}` : name);
    }));
    return el("li", {},
      el("button", { type: "button", class: "rule", "aria-expanded": "false", click: () => open(index) },
        el("strong", { label: check.rule }), el("span", { class: "where" }, where),
        check.difference !== null && el("span", { class: "figure difference" }, `Δ ${check.difference}`)),
      el("div", { class: "detail" },
        el("dl", { class: "figures" }, figure("actual"), figure("expected"), figure("difference")),
        el("p", { label: [check.message] }),
        check.suggestion && el("p", { class: "suggestion" }, el("b", { label: "suggestion" }), " ",
          el("span", { label: [check.suggestion] })),
        operands.length > 0 && el("p", { class: "operands" }, el("span", { class: "quiet", label: "operands" }), operands)));
  }

  const step = (by) => open(state.check === null ? (by > 0 ? 0 : data.checks.length - 1)
    : (state.check + by + data.checks.length) % data.checks.length);

  // ---- search ----

  const words = el("input", { type: "search", id: "search", label: "search", input: () => find() });
  async function find() {
    const wanted = words.value.trim().toLowerCase().split(/\s+/).filter(Boolean);
    results.hidden = wanted.length === 0;
    if (results.hidden) return;
    const entries = await load("search");
    const found = entries.filter(([, , , , text]) => {
      const lower = text.toLowerCase();
      return wanted.every((word) => lower.includes(word));
    });
    results.replaceChildren(el("li", { class: "quiet", label: found.length ? ["hits", found.length] : "no_hits" }),
      ...found.slice(0, 50).map(([sheet, table, kind, index, text]) => el("li", {}, el("button", { type: "button",
        click: () => { mark(null); show([sheet], () => reveal(table, kind, index)); } },
      el("span", { class: "quiet figure" }, `${table} · ${sheet}`), " ", visible(text).slice(0, 80)))));
  }

  function reveal(table, kind, index) {
    const names = { r: "row", f: "field", i: "indicator" };
    const article = extracted.querySelector(`[data-table="${CSS.escape(table)}"]`);
    const line = names[kind] && article?.querySelector(`[data-${names[kind]}="${index}"]`);
    (line ?? article)?.scrollIntoView({ block: "center" });
    focus((line ?? article)?.querySelector("[data-place]"));
  }

  // ---- flow ----

  function flowDialog() {
    const choice = { use: data.flow.function.length ? "function" : "economic" };
    const picture = el("div", { class: "picture" });
    const paint = () => picture.replaceChildren(charts.sankey(data.flow.revenue, data.document.issuer.name
      ?? say("department"), data.flow[choice.use], say("flow")));
    const pick = (use) => data.flow[use].length > 0 && el("button", { type: "button", label: `by_${use}`,
      click: () => { choice.use = use; paint(); } });
    const dialog = el("dialog", { class: "flow", "aria-labelledby": "flow-title" },
      el("h2", { id: "flow-title", label: "flow" }), picture,
      el("p", { class: "buttons" }, pick("function"), pick("economic"),
        el("button", { type: "button", class: "strong", label: "close", click: () => dialog.close() })));
    document.body.append(dialog);
    return () => { paint(); dialog.showModal(); };
  }
  const hasFlow = data.flow.revenue.length > 0 && data.flow.function.length + data.flow.economic.length > 0;

  // ---- the page ----

  const button = (id, label, icon, click) => el("button", { type: "button", id, "data-icon": true, label, click }, icon);
  const previous = button("previous", "previous", "‹", () => turnTo(state.sheets[0] - 1));
  const next = button("next", "next", "›", () => turnTo(state.sheets[0] + 1));
  const zoom = button("zoom", "zoom", "⊕", () => print.classList.toggle("zoomed"));
  const raw = el("input", { type: "checkbox", id: "raw", change: () => {
    state.raw = raw.checked;
    store("raw", state.raw ? "yes" : "no");
    spell();
  } });
  raw.checked = state.raw;

  const { issuer, fiscal_year: year, kind, title } = data.document;
  const amounts = data.proof ? data.proof.proven + data.proof.contradicted + data.proof.unchecked : 0;
  const share = data.proof && yusuan.percent(data.proof.proven, amounts);
  const known = (count, list) => list.length < count && el("p", { class: "quiet", label: ["listed", list.length, count] });

  const sidebar = el("nav", { class: "side", "data-icon": true, label: "contents" },
    el("section", {},
      el("h2", {}, el("span", { label: "failed_checks" }), el("span", { class: "count" }, String(data.counts.failed))),
      data.checks.length === 0 && el("p", { class: "quiet", label: "none_failed" }), failures,
      known(data.counts.failed, data.checks)),
    el("section", {},
      el("h2", {}, el("span", { label: "tables" }), el("span", { class: "count" }, String(data.tables.length))),
      el("ol", { class: "tables" }, data.tables.map((table) => el("li", {}, el("button", { type: "button",
        click: () => { mark(null); show([table.sheets[0] ?? 1], () => reveal(table.id)); } },
      el("span", { class: "quiet figure" }, String(table.sheets[0] ?? "")), el("span", {}, visible(table.title ?? table.id)),
      el("small", {}, el("span", { label: table.kind }), table.side && [" · ", el("span", { label: `${table.side}_side` })],
        table.contradicted > 0 && el("b", { class: "bad" }, ` ${table.contradicted}`))))))),
    data.warnings.length > 0 && el("details", {},
      el("summary", {}, el("span", { label: "warnings" }), el("span", { class: "count" }, String(data.counts.warnings))),
      el("ol", { class: "warnings" }, data.warnings.map((warning) => el("li", {}, el("button", { type: "button",
        click: () => show([warning.place ? holding(warning.place) : heads.get(warning.table)?.sheets[0] ?? warning.page ?? 1],
          () => warning.place && link(key(warning.place))) },
      el("b", { label: warning.code }), " ", el("span", { label: [warning.message] }))))), known(data.counts.warnings, data.warnings)));

  document.body.append(
    bar(el("a", { href: "../../index.html", class: "back", label: "all_documents" }),
      el("div", { class: "name" }, el("h1", {}, visible(title ?? data.source.path)),
        el("p", { class: "quiet" }, visible(issuer.name ?? "–"), " · ", String(year ?? "–"), " · ", el("span", { label: kind }),
          share !== null && [" · ", el("span", { label: "proven" }), ` ${share} %`])),
      hasFlow && el("button", { type: "button", id: "flow", label: "flow", click: flowDialog() }), correct.button),
    el("main", { class: "document" }, sidebar,
      el("div", { class: "controls", role: "toolbar", "aria-controls": "sheets", "data-icon": true, label: "print" },
        previous, position, next, zoom, el("label", {}, raw, el("span", { label: "printed_text" })),
        el("div", { class: "finder" }, words, results)),
      el("div", { class: "sheets", id: "sheets" }, print, extracted),
      about));
  failures.append(...data.checks.map(failure));
  about.append(el("span", { class: "quiet", label: "keys" }));

  document.addEventListener("keydown", (event) => {
    const typing = event.target.closest("input, select, textarea, dialog[open]");
    if (event.key === "Escape" && !event.target.closest("dialog[open]")) {
      words.value = "";
      find();
      mark(null);
      return;
    }
    if (typing || event.ctrlKey || event.metaKey || event.altKey) return;
    const cell = document.activeElement?.closest("[data-target]") ?? extracted.querySelector(".on[data-target]");
    const keys = { j: () => step(1), k: () => step(-1), n: () => turnTo(state.sheets[0] + 1),
      p: () => turnTo(state.sheets[0] - 1), "/": () => words.focus(), z: () => zoom.click(), e: () => edit(cell) };
    if (keys[event.key]) {
      event.preventDefault();
      keys[event.key]();
    }
  });
  const again = () => show(state.sheets, () => state.check !== null && mark(state.check));
  correct.onChange(again);
  onLanguage(again);
  const asked = Number(location.hash.slice(1));
  if (asked >= 1 && asked <= data.sheets) turnTo(asked);
  else if (data.checks.length > 0) open(0);
  else turnTo(data.tables[0]?.sheets[0] ?? 1);
})();
