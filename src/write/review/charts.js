// Small pictures in SVG: bars, columns, and a flow from left to right. Each is an image with a label for those who do not see it.
"use strict";

yusuan.charts = (() => {
  const { svg, visible, yuan } = yusuan;
  /** A label of two lines is so high. */
  const LABEL = 28;

  /** The streams with the largest amounts, the others as one. */
  function largest(streams, most, others = "…") {
    const sorted = streams.map(({ name, amount }) => ({ name, amount: Number(amount) }))
      .sort((a, b) => b.amount - a.amount);
    const rest = sorted.slice(most).reduce((sum, { amount }) => sum + amount, 0);
    return rest > 0 ? [...sorted.slice(0, most), { name: others, amount: rest }] : sorted;
  }

  function shortened(text, most) {
    const characters = [...visible(text)];
    return characters.length > most ? `${characters.slice(0, most - 1).join("")}…` : characters.join("");
  }

  /** Horizontal bars with names and amounts. */
  function bars(streams, label) {
    const rows = largest(streams, 7);
    const [width, line] = [360, 24];
    const most = Math.max(1, ...rows.map(({ amount }) => amount));
    return svg("svg", { viewBox: `0 0 ${width} ${rows.length * line}`, role: "img", "aria-label": label, class: "chart" },
      rows.map(({ name, amount }, at) => svg("g", { transform: `translate(0 ${at * line})` },
        svg("title", {}, `${visible(name)} ${yuan(amount)}`),
        svg("text", { x: 0, y: 15 }, shortened(name, 11)),
        svg("rect", { class: "bar-track", x: 140, y: 5, width: 130, height: 13, rx: 2 }),
        svg("rect", { class: "bar-value", x: 140, y: 5, width: Math.max(1.5, (amount / most) * 130), height: 13, rx: 2 }),
        svg("text", { class: "figure", x: width, y: 15, "text-anchor": "end" }, yuan(amount)))));
  }

  /** One column for each share in percent, lowest first. */
  function columns(shares, label) {
    const [width, height, most] = [360, 168, 180];
    const sorted = [...shares].sort((a, b) => a.share - b.share);
    const step = Math.max(1, sorted.length / most);
    const shown = Array.from({ length: Math.min(most, sorted.length) }, (_, at) => sorted[Math.floor(at * step)]);
    const each = Math.min(26, (width - 34) / Math.max(1, shown.length));
    const y = (share) => 8 + (100 - share) * ((height - 24) / 100);
    return svg("svg", { viewBox: `0 0 ${width} ${height}`, role: "img", "aria-label": label, class: "chart" },
      [0, 50, 100].map((share) => [
        svg("path", { class: "grid-line", d: `M30 ${y(share)}H${width}` }),
        svg("text", { class: "figure", x: 24, y: y(share) + 4, "text-anchor": "end" }, String(share))]),
      shown.map(({ name, share }, at) => svg("rect", {
        class: share < 90 ? "bar-value low" : "bar-value", x: 32 + at * each, width: Math.max(0.8, each * 0.78),
        y: y(share), height: Math.max(1, y(0) - y(share)), rx: Math.min(2, each / 4),
      }, svg("title", {}, `${visible(name)} ${share} %`))));
  }

  /** From sources over one middle to uses: bands as wide as their amounts. */
  function sankey(sources, middle, uses, label) {
    const [width, height, gap, node] = [860, 430, 9, 12];
    const sides = [largest(sources, 8), largest(uses, 10)];
    const sums = sides.map((side) => side.reduce((sum, { amount }) => sum + amount, 0));
    const room = height - 40 - gap * Math.max(...sides.map((side) => side.length - 1), 0);
    const scale = room / Math.max(1, ...sums);
    const center = height / 2;
    const half = (Math.max(...sums) * scale) / 2;
    const bands = sides.map((side, index) => {
      let at = center - (sums[index] * scale + gap * (side.length - 1)) / 2;
      let inner = center - (sums[index] * scale) / 2;
      let free = 0;
      const [outer, joint] = index === 0 ? [230, 424] : [width - 230, 436];
      return side.map(({ name, amount }) => {
        const thick = Math.max(0.75, amount * scale);
        const [x0, y0, x1, y1] = [outer, at + thick / 2, joint, inner + thick / 2];
        const bend = (x0 + x1) / 2;
        // Labels of thin bands would stand on each other.
        const line = Math.max(y0 - 1, free);
        free = line + LABEL;
        const text = index === 0 ? { x: outer - node - 6, "text-anchor": "end" } : { x: outer + node + 6 };
        const drawn = svg("g", { class: index === 0 ? "source" : "use" },
          svg("title", {}, `${visible(name)} ${yuan(amount)}`),
          svg("path", { class: "band", d: `M${x0} ${y0}C${bend} ${y0} ${bend} ${y1} ${x1} ${y1}`, "stroke-width": thick }),
          svg("rect", { x: index === 0 ? outer - node : outer, y: at, width: node, height: thick }),
          svg("text", { ...text, y: line }, shortened(name, 13)),
          svg("text", { ...text, class: "figure", y: line + 12 }, yuan(amount)));
        at += thick + gap;
        inner += thick;
        return drawn;
      });
    });
    return svg("svg", { viewBox: `0 0 ${width} ${height}`, role: "img", "aria-label": label, class: "sankey" },
      bands,
      svg("rect", { class: "middle", x: 424, y: center - half, width: 12, height: Math.max(1, half * 2) }),
      svg("text", { class: "middle", x: 430, y: center - half - 10, "text-anchor": "middle" }, shortened(middle, 24)));
  }

  return { bars, columns, sankey };
})();
