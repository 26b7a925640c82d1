/* What makes the console live and quick. Every page works without it. No eval, no inline handlers. */
"use strict";
(() => {
  const quiet = 2000; // ms between two refreshes, however much happens
  const pulse = document.querySelector("[data-pulse]");

  /* Live: the node says that something changed; parts with hx-trigger="changed from:body" ask again. A browser has few
     connections to one host (six with HTTP/1.1), so of all tabs one listens and tells the others. */
  const listen = () => {
    if (!pulse || !window.EventSource) return;
    const others = window.BroadcastChannel && navigator.locks ? new BroadcastChannel("khien live") : null;
    const first = new URL(pulse.dataset.pulse, location.href);
    let mark = first.searchParams.get("since"), state = "", leads = false, due = 0;
    const heard = (now) => {
      if (!now || now === mark) return;
      mark = now;
      due ||= setTimeout(() => { due = 0; document.body.dispatchEvent(new CustomEvent("changed")); }, quiet);
    };
    const show = (now) => {
      state = pulse.dataset.live = now;
      pulse.title = now === "yes" ? pulse.dataset.on : pulse.dataset.off;
    };
    const tell = () => { if (leads) others?.postMessage({ mark, state }); };
    let source;
    const hear = () => {
      leads = true;
      first.searchParams.set("since", mark);
      source = new EventSource(first);
      source.onopen = () => { show("yes"); tell(); };
      source.onerror = () => { show("lost"); tell(); };
      source.addEventListener("changed", (event) => { heard(event.lastEventId); tell(); });
    };
    window.addEventListener("pagehide", () => source?.close());
    if (!others) { // without TLS a browser has no locks: then only what is looked at listens
      hear();
      document.addEventListener("visibilitychange", () => (document.hidden ? source.close() : hear()));
      return;
    }
    others.onmessage = ({ data }) => {
      if (data.asks) { tell(); return; }
      heard(data.mark);
      show(data.state);
    };
    navigator.locks.request("khien live", () => { hear(); return new Promise(() => {}); }); // until this page goes
    others.postMessage({ asks: true });
  };

  /* A part that asks again by itself, on a change or every few seconds, never takes away what somebody is choosing or
     typing in it, leaves open what was opened, and gives the focus back to the same link. */
  const touched = (field) => {
    if (field.type === "checkbox" || field.type === "radio") return field.checked !== field.defaultChecked;
    if (field.options) return [...field.options].some((one) => one.selected !== one.defaultSelected);
    return field.type !== "hidden" && field.value !== field.defaultValue;
  };
  const busy = (part) => [...part.querySelectorAll("input, textarea, select")].some(
    (field) => field === document.activeElement || touched(field));
  const keep = (event) => {
    const { elt, requestConfig } = event.detail;
    if (!elt.id || !["changed", undefined].includes(requestConfig?.triggeringEvent?.type)) return; // somebody asked
    if (busy(elt)) { event.preventDefault(); return; }
    if (event.type !== "htmx:beforeSwap") return;
    const now = document.activeElement, inside = elt.contains(now);
    const here = inside && now.getAttribute("href"), summary = inside && now.closest("summary")?.parentElement.id;
    const open = [...elt.querySelectorAll("details[id][open]")].map((one) => one.id);
    document.addEventListener("htmx:afterSettle", () => {
      for (const id of open) document.getElementById(id)?.setAttribute("open", "");
      const again = summary ? document.getElementById(summary)?.firstElementChild
        : here && document.querySelector(`#${elt.id} a[href="${CSS.escape(here)}"]`);
      again?.focus?.({ preventScroll: true });
    }, { once: true });
  };
  document.addEventListener("htmx:beforeRequest", keep);
  document.addEventListener("htmx:beforeSwap", keep);

  /* Lists: j and k move, Enter opens, x marks; / goes to the search, ? to the keys. */
  const typing = (element) => element.closest("input, textarea, select, [contenteditable]") !== null;
  const rows = () => [...document.querySelectorAll("[data-rows] tbody tr, [data-rows] > li")];
  const step = (by) => {
    const all = rows();
    if (!all.length) return;
    const at = all.findIndex((row) => row.classList.contains("here"));
    const next = all[Math.min(Math.max(at + by, 0), all.length - 1)];
    if (at >= 0) all[at].classList.remove("here");
    next.classList.add("here");
    const link = next.querySelector("a, button");
    if (link) link.focus();
    next.scrollIntoView({ block: "nearest" });
  };
  const keys = {
    "/": () => (document.querySelector("main [role=search] input") ?? document.querySelector("[role=search] input"))?.focus(),
    "j": () => step(1),
    "k": () => step(-1),
    "x": () => document.querySelector("tr.here input[type=checkbox]")?.click(),
    "?": () => { location.href = "/help/keys"; },
  };
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || typing(event.target)) return;
    const does = keys[event.key];
    if (does) { event.preventDefault(); does(); }
  });

  /* Small things: menus close on Escape and outside, files dropped on a zone go into its field, print. */
  const menus = (except) => document.querySelectorAll("details.menu[open]").forEach((menu) => {
    if (!except || !menu.contains(except)) menu.open = false;
  });
  document.addEventListener("click", (event) => {
    menus(event.target);
    if (event.target.closest("[data-print]")) window.print();
    const all = event.target.closest("[data-all]");
    if (all) all.closest("form").querySelectorAll(`input[name="${all.dataset.all}"]`).forEach((box) => { box.checked = all.checked; });
    const copy = event.target.closest("[data-copy]");
    if (copy) navigator.clipboard?.writeText(copy.dataset.copy);
  });
  document.addEventListener("keydown", (event) => { if (event.key === "Escape") menus(null); });
  document.querySelectorAll(".drop").forEach((zone) => {
    const field = zone.querySelector("input[type=file]");
    const over = (yes) => (event) => { event.preventDefault(); zone.dataset.over = yes ? "yes" : "no"; };
    zone.addEventListener("dragover", over(true));
    zone.addEventListener("dragleave", over(false));
    zone.addEventListener("drop", (event) => {
      over(false)(event);
      field.files = event.dataTransfer.files;
      if (field.files.length && "send" in zone.dataset) zone.requestSubmit();
    });
  });
  document.addEventListener("submit", (event) => { // twice is once
    const form = event.target;
    if (form.dataset.sent) { event.preventDefault(); return; }
    if (form.method === "post" && !form.hasAttribute("hx-post") && !event.submitter?.hasAttribute("data-again")) form.dataset.sent = "yes";
  });
  window.addEventListener("pageshow", () => document.querySelectorAll("form[data-sent]").forEach((form) => { delete form.dataset.sent; }));
  listen();
})();
