// The index of a review: what a run came to, and every document of it.
"use strict";

(() => {
  const { el, say, visible, percent, data, bar, charts, onLanguage } = yusuan;
  const STEP = 200;

  const documents = data.documents.map((entry) => {
    const { proven, contradicted, unchecked } = entry.tally;
    return { ...entry, ...entry.tally, amounts: proven + contradicted + unchecked,
      share: percent(proven, proven + contradicted + unchecked) };
  });
  const sum = (key) => documents.reduce((total, entry) => total + entry[key], 0);

  const COLUMNS = [
    ["issuer", (entry) => entry.issuer ?? ""],
    ["title", (entry) => entry.title ?? entry.path],
    ["year", (entry) => entry.year ?? 0],
    ["kind", (entry) => entry.kind],
    ["tables", (entry) => entry.tables],
    ["failed", (entry) => entry.failed],
    ["proven", (entry) => entry.share ?? -1],
    ["warnings", (entry) => entry.warnings],
    ["corrected", (entry) => entry.corrected],
  ];
  const state = { by: 5, down: true, most: STEP };

  // ---- totals and charts ----

  function tile(key, value, note, mood) {
    return el("div", { class: `tile ${mood ?? ""}` },
      el("dt", { label: key }), el("dd", {}, value), note && el("p", note));
  }

  const share = percent(sum("proven"), sum("amounts"));
  const totals = el("dl", { class: "tiles" },
    tile("documents", String(documents.length)),
    tile("tables", sum("tables").toLocaleString("en")),
    tile("rows", sum("rows").toLocaleString("en")),
    tile("amounts", sum("amounts").toLocaleString("en")),
    tile("proven", share === null ? "–" : `${share} %`, null, "good"),
    tile("failed_checks", sum("failed").toLocaleString("en"), null, sum("failed") ? "bad" : "good"),
    tile("warnings", sum("warnings").toLocaleString("en")));

  const pictures = el("section", { class: "charts" });
  function draw() {
    const shares = documents.filter((entry) => entry.share !== null)
      .map((entry) => ({ name: entry.issuer ?? entry.path, share: entry.share }));
    const figure = (key, many, chart) => el("figure", {},
      el("figcaption", { label: key }),
      many ? chart() : el("p", { class: "quiet", label: "no_figures" }));
    pictures.replaceChildren(
      figure("by_function", data.flow.function.length, () => charts.bars(data.flow.function, say("by_function"))),
      figure("by_source", data.flow.revenue.length, () => charts.bars(data.flow.revenue, say("by_source"))),
      figure("by_document", shares.length, () => charts.columns(shares, say("by_document"))));
  }

  // ---- the list ----

  const option = (value, text) => el("option", { value }, text);
  const years = [...new Set(documents.map((entry) => entry.year))].filter(Boolean).sort().reverse();
  const kinds = [...new Set(documents.map((entry) => entry.kind))].sort();
  const words = el("input", { type: "search", id: "filter", label: "filter", input: () => list(true) });
  const year = el("select", { id: "year", "data-icon": true, label: "year", change: () => list(true) },
    el("option", { value: "", label: "any_year" }), years.map((value) => option(value, String(value))));
  const kind = el("select", { id: "kind", "data-icon": true, label: "kind", change: () => list(true) },
    el("option", { value: "", label: "any_kind" }), kinds.map((value) => el("option", { value, label: value })));
  const [failing, unproven, warned] = ["failing", "unproven", "warned"].map((id) =>
    el("input", { type: "checkbox", id, change: () => list(true) }));
  const only = (box, label) => el("label", {}, box, el("span", { label }));

  const head = el("tr", {}, COLUMNS.map(([key], at) => el("th", { scope: "col", class: at > 3 ? "number" : null },
    el("button", { type: "button", "data-sort": key, label: key, click: () => sort(at) }))));
  const body = el("tbody");
  const count = el("p", { class: "quiet", id: "count", "aria-live": "polite" });
  const more = el("button", { type: "button", class: "more", label: "more", click: () => { state.most += STEP; list(); } });

  function sort(at) {
    [state.down, state.by] = [state.by === at ? !state.down : at > 3, at];
    list(true);
  }

  function chosen() {
    const wanted = words.value.trim().toLowerCase().split(/\s+/).filter(Boolean);
    return documents.filter((entry) => {
      const text = `${entry.issuer ?? ""} ${entry.title ?? ""} ${entry.path}`.toLowerCase();
      return wanted.every((word) => text.includes(word))
        && (!year.value || String(entry.year) === year.value)
        && (!kind.value || entry.kind === kind.value)
        && (!failing.checked || entry.failed > 0)
        && (!unproven.checked || (entry.share ?? 100) < 100)
        && (!warned.checked || entry.warnings > 0);
    });
  }

  function proof({ share, contradicted, amounts, proven }) {
    if (share === null) return el("td", { class: "number quiet" }, "–");
    const meter = yusuan.svg("svg", { viewBox: "0 0 100 6", class: "meter", "aria-hidden": "true", preserveAspectRatio: "none" },
      yusuan.svg("rect", { class: "track", width: 100, height: 6 }),
      yusuan.svg("rect", { class: "proven", width: (proven / amounts) * 100, height: 6 }),
      yusuan.svg("rect", { class: "contradicted", x: (proven / amounts) * 100, width: (contradicted / amounts) * 100, height: 6 }));
    return el("td", { class: "number" }, el("span", { class: "share" }, `${share.toFixed(1)} %`), meter);
  }

  function row(entry) {
    const figure = (value, mood) => el("td", { class: `number ${value ? mood ?? "" : "quiet"}` }, String(value));
    return el("tr", {},
      el("td", {}, visible(entry.issuer ?? "–")),
      el("th", { scope: "row" }, el("a", { href: entry.page }, visible(entry.title ?? entry.path)),
        el("small", {}, visible(entry.path))),
      el("td", { class: "figure" }, entry.year ? String(entry.year) : "–"),
      el("td", {}, el("span", { class: "chip", label: entry.kind })),
      figure(entry.tables), figure(entry.failed, "bad"), proof(entry), figure(entry.warnings), figure(entry.corrected, "good"));
  }

  function list(again) {
    if (again) state.most = STEP;
    const found = chosen();
    const value = COLUMNS[state.by][1];
    const compare = (a, b) => (typeof a === "number" ? a - b : a.localeCompare(b, "zh"));
    found.sort((a, b) => compare(value(a), value(b)) * (state.down ? -1 : 1));
    [...head.children].forEach((cell, at) => cell.setAttribute("aria-sort",
      at !== state.by ? "none" : state.down ? "descending" : "ascending"));
    body.replaceChildren(...found.slice(0, state.most).map(row));
    count.textContent = say("shown", found.length, documents.length);
    more.hidden = found.length <= state.most;
  }

  document.title = say("review");
  document.body.append(
    bar(el("h1", { label: "review" })),
    el("main", { class: "index" }, totals, pictures,
      el("section", { class: "list" },
        el("h2", { label: "documents" }),
        el("form", { class: "filters", submit: (event) => event.preventDefault() }, words, year, kind,
          only(failing, "only_failed"), only(unproven, "only_unproven"), only(warned, "only_warned"), count),
        el("div", { class: "scroll", tabindex: "0", role: "region", "data-icon": true, label: "documents" },
          el("table", {}, el("thead", {}, head), body)), more)));
  onLanguage(() => { draw(); list(); });
  draw();
  list();
})();
