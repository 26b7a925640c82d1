/* Draws a figure's own table as bars (uPlot). The table stays: it is what a reader without script, or with a
   screen reader, has. */
"use strict";
(() => {
  const colours = ["--accent", "--calm", "--wait", "--bad"];
  const draw = (figure) => {
    const table = figure.querySelector("table");
    if (!table || !window.uPlot || figure.querySelector(".uplot")) return;
    const style = getComputedStyle(document.documentElement);
    const colour = (name) => style.getPropertyValue(name).trim();
    const heads = [...table.tHead.rows[0].cells].map((cell) => cell.textContent);
    const rows = [...table.tBodies[0].rows];
    const data = heads.map((_, place) => rows.map((row) => Number(row.cells[place].dataset.value)));
    const many = heads.length - 1;
    const bars = (place) => uPlot.paths.bars({ size: [0.8 / many, 24], align: 0 });
    const shifted = data.slice(1);
    const axis = { stroke: colour("--quiet"), grid: { stroke: colour("--line"), width: 1 }, ticks: { show: false } };
    const place = document.createElement("div");
    figure.prepend(place);
    const lines = figure.dataset.chart === "lines";
    const vietnamese = document.documentElement.lang === "vi";
    const when = (value) => { const at = new Date(value * 1000); return [at.getHours(), at.getMinutes()].map((n) => String(n).padStart(2, "0")).join(":"); };
    const day = (value) => { const at = new Date(value * 1000); return at.toLocaleDateString(vietnamese ? "vi" : "en-GB", { day: "2-digit", month: "2-digit" }); };
    const timed = figure.dataset.time !== "no";
    const long = data[0].length > 1 && data[0][data[0].length - 1] - data[0][0] > 172800;
    const across = timed ? { ...axis, values: (_, splits) => splits.map(long ? day : when) } : axis;
    const chart = new uPlot({
      width: Math.max(figure.clientWidth, 200), height: 200,
      scales: { x: { time: timed }, y: { range: (_, low, high) => [0, Math.max(high, 4)] } },
      axes: [across, { ...axis, size: 44 }],
      legend: { live: false },
      series: [{}, ...shifted.map((_, at) => ({
        label: heads[at + 1], stroke: colour(colours[at % colours.length]), width: lines ? 2 : 1,
        fill: lines ? undefined : colour(colours[at % colours.length]) + "55",
        paths: lines ? undefined : bars(at), points: { show: false },
      }))],
    }, data, place);
    new ResizeObserver(() => {
      const width = Math.max(figure.clientWidth, 200);
      if (width !== chart.width) chart.setSize({ width, height: 200 });
    }).observe(figure);
  };
  const all = () => document.querySelectorAll("figure[data-chart]").forEach(draw);
  all();
  document.addEventListener("htmx:afterSettle", all);
})();
