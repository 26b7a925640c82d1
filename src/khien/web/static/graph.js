/* The neighbours of an object, or what a document would become (data-source), as a drawing. The list on the page says the same without it. */
"use strict";
(() => {
  const place = document.querySelector("[data-graph]");
  if (!place || !window.cytoscape) return;
  const source = place.dataset.source; // the whole drawing at once: there is nothing to go on to
  const most = Number(place.dataset.most);
  const told = document.querySelector("[data-graph-told]");
  const tools = document.querySelector("[data-graph-tools]");
  const css = getComputedStyle(document.documentElement);
  const colour = (name) => css.getPropertyValue(name).trim();
  place.hidden = false;
  tools.hidden = false;
  document.querySelector("[data-graph-legend]").hidden = false;

  const graph = window.cytoscape({
    container: place,
    minZoom: 0.2,
    maxZoom: 3,
    pixelRatio: Math.min(window.devicePixelRatio || 1, 1.5), // sharper than can be seen, and slower
    style: [
      { selector: "node", style: {
        "label": "data(title)", "font-family": css.getPropertyValue("--face").trim(), "min-zoomed-font-size": 7, "text-wrap": "ellipsis", "text-max-width": 130, "font-size": 11,
        "color": colour("--ink"), "background-color": colour("--calm"), "width": 18, "height": 18,
        "text-valign": "bottom", "text-margin-y": 4 } },
      { selector: "node[type = 'indicator']", style: { "background-color": colour("--bad"), "shape": "diamond" } },
      { selector: "node[type = 'threat-actor'], node[type = 'intrusion-set']", style: { "background-color": colour("--wait"), "shape": "triangle" } },
      { selector: "node[type = 'malware'], node[type = 'tool']", style: { "background-color": colour("--wait"), "shape": "rectangle" } },
      { selector: "node[type = 'report'], node[type = 'grouping'], node[type = 'note']", style: { "background-color": colour("--quiet"), "shape": "round-rectangle" } },
      { selector: "node[!here]", style: { "background-opacity": 0.25, "border-width": 1, "border-color": colour("--quiet") } },
      { selector: "node.middle", style: { "width": 28, "height": 28, "border-width": 3, "border-color": colour("--accent") } },
      { selector: "edge", style: {
        "width": 1, "line-color": colour("--line"), "target-arrow-color": colour("--quiet"), "target-arrow-shape": "triangle",
        "arrow-scale": 0.7, "curve-style": "straight", "label": "data(label)", "font-family": css.getPropertyValue("--face").trim(),
        "font-size": 9, "min-zoomed-font-size": 8, "color": colour("--quiet"),
        "text-rotation": "autorotate", "text-margin-y": -7, "text-background-color": colour("--paper"), "text-background-opacity": 0.8 } },
    ],
  });

  /* Never larger than life: two nodes do not fill the picture. */
  const fit = () => {
    graph.fit(undefined, 40);
    if (graph.zoom() > 1.4) { graph.zoom(1.4); graph.center(); }
  };
  const asked = new Set();
  const expand = async (id) => {
    if (asked.has(id) || graph.nodes().length >= most) {
      if (graph.nodes().length >= most) told.textContent = place.dataset.full;
      return;
    }
    asked.add(id);
    const query = new URLSearchParams();
    graph.nodes().forEach((node) => query.append("known", node.id()));
    const answer = await fetch(source || `/objects/${encodeURIComponent(id)}/graph.json?${query}`);
    if (!answer.ok) return;
    const found = await answer.json();
    const at = graph.getElementById(id);
    const from = at.nonempty() ? at.position() : { x: 0, y: 0 };
    graph.batch(() => {
      found.nodes.forEach((node, number) => {
        if (graph.getElementById(node.id).nonempty() || graph.nodes().length >= most) return;
        const turn = number * 2.4;
        graph.add({ group: "nodes", data: node, position: { x: from.x + 60 * Math.cos(turn), y: from.y + 60 * Math.sin(turn) } });
      });
      found.edges.forEach((edge) => {
        const ends = [edge.source, edge.target].every((end) => graph.getElementById(end).nonempty());
        if (ends && graph.getElementById(edge.id).empty()) graph.add({ group: "edges", data: edge });
      });
    });
    graph.getElementById(place.dataset.graph).addClass("middle");
    const calm = matchMedia("(prefers-reduced-motion: reduce)").matches || graph.nodes().length > 120;
    graph.layout(source ? {
      name: "concentric", animate: false, fit: false, stop: fit, minNodeSpacing: 60, levelWidth: () => 1,
    } : {
      name: "cose", animate: calm ? false : "end", animationDuration: 300, randomize: false, fit: false, stop: fit,
      nodeRepulsion: 12000, idealEdgeLength: 110, numIter: 400,
    }).run();
    told.textContent = graph.nodes().length >= most ? place.dataset.full : "";
  };

  graph.on("tap", "node", (event) => { if (!source && event.target.data("here")) expand(event.target.id()); });
  graph.on("dbltap", "node", (event) => { if (!source && event.target.data("here")) location.href = `/objects/${encodeURIComponent(event.target.id())}`; });
  document.querySelector("[data-graph-fit]").addEventListener("click", fit);
  expand(place.dataset.graph);
})();
