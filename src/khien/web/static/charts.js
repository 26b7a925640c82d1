/* Draws a figure's own table as bars or lines (uPlot). The table stays: it is what a reader without script, or with
   a screen reader, has. Times are in the zone that the figure names, as everywhere on the page. */
"use strict";
(() => {
  const colours = ["--accent", "--calm", "--wait", "--bad"];
  const two = (value) => String(value).padStart(2, "0");
  const months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
  const vietnamese = document.documentElement.lang === "vi";
  const day = (at) => vietnamese ? `${two(at.getDate())}/${two(at.getMonth() + 1)}` : `${at.getDate()} ${months[at.getMonth()]}`;
  const hour = (at) => `${two(at.getHours())}:${two(at.getMinutes())}`;
  /* Bars of several series side by side: each has its share of the slot of its hour or day. */
  const beside = (count, many, place) => {
    const slot = 1 / count, size = 0.8 * slot / many;
    const left = Array.from({ length: count }, (_, at) => at * slot + 0.1 * slot + place * size);
    const wide = left.map(() => size);
    return window.uPlot.paths.bars({ disp: { x0: { unit: 2, values: () => left }, size: { unit: 2, values: () => wide } } });
  };

  const draw = (figure) => {
    const table = figure.querySelector("table");
    if (!table || !window.uPlot || figure.querySelector(".uplot")) return;
    const style = getComputedStyle(document.documentElement);
    const colour = (name) => style.getPropertyValue(name).trim();
    const heads = [...table.tHead.rows[0].cells].map((cell) => cell.textContent);
    const rows = [...table.tBodies[0].rows];
    const data = heads.map((_, place) => rows.map((row) => Number(row.cells[place].dataset.value)));
    const [times] = data, count = times.length, many = heads.length - 1;
    const lines = figure.dataset.chart === "lines";
    const tzDate = (value) => window.uPlot.tzDate(new Date(value * 1000), figure.dataset.zone || "UTC");
    const half = lines || count < 2 ? 0 : (times[count - 1] - times[0]) / (count - 1) / 2;
    const long = count > 1 && times[count - 1] - times[0] > 172800;
    const rem = parseFloat(style.fontSize), height = 12.5 * rem;
    const face = `${0.75 * rem}px ${style.getPropertyValue("--face")}`;
    const axis = { size: 2.6 * rem, stroke: colour("--quiet"), font: face, grid: { stroke: colour("--line"), width: 1 }, ticks: { show: false } };
    const told = (value) => Number.isInteger(value) ? value.toLocaleString(vietnamese ? "vi" : "en") : "";
    const place = document.createElement("div");
    figure.prepend(place);
    const chart = new window.uPlot({
      width: Math.max(figure.clientWidth, 200), height, tzDate,
      cursor: { show: false },
      scales: { x: { range: (_, low, high) => [low - half, high + half] }, y: { range: (_, low, high) => [0, Math.max(high * 1.05, 4)] } },
      axes: [
        { ...axis, space: 4 * rem, values: (_, splits) => splits.map((at) => (long ? day : hour)(tzDate(at))) },
        { ...axis, size: 2.9 * rem, values: (_, splits) => splits.map(told) },
      ],
      legend: { live: false },
      series: [{}, ...data.slice(1).map((_, at) => ({
        label: heads[at + 1], stroke: colour(colours[at % colours.length]), width: lines ? 2 : 0,
        fill: lines ? undefined : colour(colours[at % colours.length]),
        paths: lines ? undefined : beside(count, many, at), points: { show: false },
      }))],
    }, data, place);
    new ResizeObserver(() => {
      const width = Math.max(figure.clientWidth, 200);
      if (width !== chart.width) chart.setSize({ width, height });
    }).observe(figure);
  };
  const all = () => document.querySelectorAll("figure[data-chart]").forEach(draw);
  all();
  document.addEventListener("htmx:afterSettle", all);
})();
