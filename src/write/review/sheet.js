// One sheet, twice: as it is printed, with our cells drawn over it, and as the tables that were read from it.
//
// A cell and its box share a key made of the place (`9,512,1180,903,1241`), and that is all that links them.
"use strict";

yusuan.sheet = (() => {
  const { el, svg, say, visible, text } = yusuan;

  const key = (place) => place.join();
  const PROOFS = { p: "proven", c: "contradicted", u: "unchecked", ".": "no_amount" };

  /** Every place on a sheet with what is known of it; of several cells at one place the first. */
  function places(sheet) {
    const found = new Map();
    const add = (place, proof) => place && !found.has(key(place)) && found.set(key(place), { place, proof });
    for (const part of sheet.parts) {
      part.fields.forEach(({ place }) => add(place, "."));
      part.rows.forEach((row) => row.places.forEach((place, at) => add(place, row.proof?.[at] ?? ".")));
      part.indicators.forEach(({ place }) => add(place, "."));
    }
    return [...found.values()];
  }

  // ---- the print ----

  /** A page: its picture with a box over every cell. */
  function page(sheet, number, count) {
    const own = places(sheet).filter(({ place }) => place.length === 5 && place[0] === number);
    const width = sheet.width ?? Math.max(5950, ...own.map(({ place }) => place[3] + 400));
    const height = sheet.height ?? Math.max(8420, ...own.map(({ place }) => place[4] + 400));
    return el("figure", { class: "leaf", "data-sheet": number },
      el("div", { class: "paper" },
        sheet.image && el("img", { src: sheet.image, loading: "lazy", width: Math.round(width / 10),
          height: Math.round(height / 10), alt: say("page", number, count) }),
        svg("svg", { class: "boxes", viewBox: `0 0 ${width} ${height}`, "aria-hidden": "true" },
          !sheet.image && svg("rect", { class: "blank", width, height }),
          own.map(({ place, proof }) => box(place, PROOFS[proof])))),
      sheet.note && el("figcaption", { class: "note" }, say("drawn", say(sheet.note))));
  }

  function box([page, x0, y0, x1, y1], mood) {
    // A little air around the characters, so that the line of the box does not touch them.
    return svg("rect", { class: `box ${mood}`, "data-place": key([page, x0, y0, x1, y1]), x: x0 - 12, y: y0 - 12,
      width: x1 - x0 + 24, height: y1 - y0 + 24, rx: 14 });
  }

  /** Lines of a text, each with its number, the characters of cells marked. */
  function lines(sheet, number) {
    const marks = new Map();
    for (const { place, proof } of places(sheet)) {
      if (place.length === 3) marks.set(place[0], [...(marks.get(place[0]) ?? []), { place, proof }]);
    }
    return el("figure", { class: "leaf", "data-sheet": number },
      el("ol", { class: "lines", tabindex: "0", role: "region", "data-icon": true, label: "print" },
        sheet.lines.map((line, index) => {
          const at = sheet.first + index;
          return el("li", { "data-line": at, value: at }, el("code", {}, marked(line, marks.get(at) ?? [])));
        })));
  }

  function marked(line, marks) {
    const characters = [...line];
    const slice = (from, to) => visible(characters.slice(from, to).join("").replaceAll("\t", "  ⇥  "));
    const pieces = [];
    let end = 0;
    for (const { place, proof } of marks.sort((a, b) => a.place[1] - b.place[1])) {
      const [, first, last] = place;
      if (first - 1 < end) continue;
      pieces.push(slice(end, first - 1),
        el("span", { class: `box ${PROOFS[proof]}`, "data-place": key(place) }, slice(first - 1, last)));
      end = last;
    }
    return [...pieces, slice(end)];
  }

  function print(sheet, number, count) {
    return sheet.lines ? lines(sheet, number) : page(sheet, number, count);
  }

  // ---- what was read ----

  /** The header rows of columns by their paths: what is printed over several columns is one cell. */
  function headers(columns) {
    const depth = Math.max(1, ...columns.map(({ path }) => path.length));
    const name = (column, level) => column.path[level];
    const rows = Array.from({ length: depth }, (_, level) => {
      const cells = [];
      columns.forEach((column, at) => {
        if (level > 0 && level >= column.path.length) return;
        const same = (other) => other && level < other.path.length - 1 && level < column.path.length - 1
          && column.path.slice(0, level + 1).join("\n") === other.path.slice(0, level + 1).join("\n");
        if (same(columns[at - 1])) {
          cells[cells.length - 1].span += 1;
          return;
        }
        const last = level >= column.path.length - 1;
        cells.push({ name: name(column, level) ?? "", span: 1, rows: last ? depth - level : 1, column: last ? column : null });
      });
      return cells;
    });
    return rows.map((cells) => el("tr", {}, cells.map((cell) => el("th", {
      scope: cell.span > 1 ? "colgroup" : "col", colspan: cell.span > 1 ? cell.span : null,
      rowspan: cell.rows > 1 ? cell.rows : null, title: cell.column && describe(cell.column),
    }, visible(cell.name)))));
  }

  const describe = ({ role, measure, phase }) => [role, measure, phase].filter(Boolean).join(" · ");
  const isFigure = ({ role }) => ["amount", "percent", "count"].includes(role);

  /** A cell that can be looked at: `target` says what a correction of it would name. */
  function cell(tag, { value, raw, place, proof, old, target, figure, code, pending, indent }) {
    const shown = pending ? text(pending.new) : text(value);
    return el(tag, {
      class: [PROOFS[proof ?? "."], figure && "number", code && "code", old && "corrected", pending && "pending", place && "placed",
        indent > 0 && `indent-${Math.min(indent, 5)}`].filter(Boolean).join(" "),
      "data-place": place && key(place), "data-raw": raw ?? shown, "data-value": shown, "data-target": JSON.stringify(target),
      tabindex: "-1", scope: tag === "th" ? "row" : null,
    }, visible(shown));
  }

  function rows(part, pending) {
    const named = part.columns.findIndex(({ role }) => role === "name");
    const outermost = Math.min(...part.rows.filter(({ total }) => !total).map(({ level }) => level));
    return part.rows.map((row) => el("tr", { class: row.total ? "total" : null, "data-row": row.at },
      row.cells.map((value, at) => {
        const column = part.columns[at];
        const target = { table: part.id, cell: { row: row.at, label: row.label, column: at, path: column.path },
          old: value, figure: isFigure(column) };
        return cell(at === named && value !== null ? "th" : "td", { value, raw: row.raw?.[at], place: row.places[at],
          proof: row.proof?.[at], old: row.corrected?.[at], target, figure: isFigure(column), pending: pending(target),
          code: /code/.test(column.role),
          indent: at === named && !row.total ? row.level - outermost : 0 });
      })));
  }

  function fields(part, pending) {
    return part.fields.length === 0 ? null : el("dl", { class: "fields" }, part.fields.map((field) => {
      const target = { table: part.id, cell: { field: field.at, label: field.label }, old: field.value,
        figure: Array.isArray(field.value) };
      return el("div", { "data-field": field.at }, el("dt", {}, visible(field.label || "–")),
        cell("dd", { value: field.value, place: field.place, old: field.corrected, target, figure: target.figure,
          pending: pending(target) }));
    }));
  }

  function indicators(part, pending) {
    const keys = ["level1", "level2", "level3", "target"];
    return part.indicators.length === 0 ? null : el("div", { class: "scroll" }, el("table", {},
      el("caption", { label: "indicators" }),
      el("thead", {}, el("tr", {}, keys.map((name) => el("th", { scope: "col", label: name })))),
      el("tbody", {}, part.indicators.map((indicator) => el("tr", { "data-indicator": indicator.at }, keys.map((name) => {
        const target = { table: part.id, cell: { indicator: indicator.at, label: indicator.level3 ?? "", part: name },
          old: indicator[name], figure: false };
        return cell("td", { value: indicator[name], place: name === "level3" && indicator.place,
          old: indicator.corrected?.[name], target, pending: pending(target) });
      }))))));
  }

  /** The part of a table that a sheet shows, under what is known of the table. */
  function table(part, head, pending) {
    const side = head.side && el("span", { class: "chip", label: `${head.side}_side` });
    return el("article", { class: "table", "data-table": head.id },
      el("h3", {}, head.number && el("span", { class: "quiet" }, `${visible(head.number)} `),
        visible(head.title ?? "–")),
      el("p", { class: "about" }, el("span", { class: "chip strong", label: head.kind }), side,
        head.unit && el("span", { class: "chip", label: ["unit", visible(head.unit)] }),
        head.empty && el("span", { class: "chip", label: "empty" }),
        head.organization && el("span", { class: "quiet" }, visible(head.organization)),
        el("span", { class: "quiet id" }, head.id)),
      fields(part, pending),
      part.columns.length > 0 && el("div", { class: "scroll" }, el("table", {},
        el("thead", {}, headers(part.columns)), el("tbody", {}, rows(part, pending)))),
      indicators(part, pending),
      head.notes.map((note) => el("p", { class: "note" }, visible(note))));
  }

  return { key, print, table, box, PROOFS };
})();
