"use strict";
(() => {
  const root = document.querySelector("[data-fabula]");
  const source = document.getElementById("fabula-data");
  if (!root || !source) return;
  root.classList.add("scripted");
  const claims = JSON.parse(source.textContent).claims; // claim: [[telling, start, end] ...]
  const $ = (id) => document.getElementById(id);
  const all = (selector, within = root) => [...within.querySelectorAll(selector)];

  // The words of every telling, in pieces: [offset, element].
  const pieces = {};
  for (const telling of all("[data-telling]")) {
    pieces[telling.dataset.telling] = all(".w", telling).map((w) => [Number(w.dataset.o), w]);
  }

  // Lighting up what a claim rests on.
  const dock = $("dock"), title = $("dock-title"), quotes = $("dock-quotes");
  let pinned = "";
  function light(keys) {
    for (const lit of all(".lit")) lit.classList.remove("lit");
    for (const key of keys) {
      for (const [telling, start, end] of claims[key] || []) {
        for (const [at, w] of pieces[telling] || []) if (at >= start && at < end) w.classList.add("lit");
      }
      for (const mark of all(`svg [data-claim~="${CSS.escape(key)}"]`)) mark.classList.add("lit");
    }
  }
  function label(element) {
    const said = element.closest("[data-event]")?.querySelector(".said") || element.closest("tr,li,article,.side");
    const row = element.dataset.event && $("event-" + element.dataset.event.split(" ")[0]);
    const from = row?.querySelector(".said") || said || element;
    return (element.getAttribute("aria-label") || from.textContent).replace(/\s+/g, " ").trim().slice(0, 200);
  }
  function show(element, keys) {
    const seen = new Set();
    quotes.replaceChildren();
    for (const key of keys) {
      for (const [telling, start, end] of claims[key] || []) {
        const lit = (pieces[telling] || []).filter(([at]) => at >= start && at < end);
        const sentence = lit[0]?.[1].closest(".sentence");
        if (!sentence || sentence.classList.contains("veiled") || seen.has(sentence) || seen.size >= 6) continue;
        seen.add(sentence);
        const quote = document.createElement("blockquote");
        for (const w of all(".w", sentence)) {
          const piece = document.createElement(w.classList.contains("lit") ? "mark" : "span");
          piece.textContent = w.textContent;
          quote.append(piece);
        }
        const link = document.createElement("a");
        link.href = "#" + sentence.id;
        const from = sentence.closest("[data-telling]").querySelector("h3").textContent;
        link.textContent = `${from}, sentence ${sentence.dataset.sentence}`;
        quote.append(" ", link);
        quotes.append(quote);
      }
    }
    title.textContent = label(element);
    dock.hidden = !seen.size;
    // Where tellings stand side by side, each turns to its own words.
    for (const text of all(".tellings:not(.n1) .text")) {
      const lit = text.querySelector(".lit");
      if (lit && !text.contains(element)) text.scrollTop += lit.getBoundingClientRect().top - text.getBoundingClientRect().top - text.clientHeight / 3;
    }
  }
  const keysOf = (element) => element.dataset.claim.split(" ").filter((key) => claims[key]);
  const claimAt = (event) => event.target.closest?.("[data-claim]");
  root.addEventListener("mouseover", (event) => {
    const element = claimAt(event);
    if (!pinned && element) light(keysOf(element));
  });
  root.addEventListener("mouseout", (event) => { if (!pinned && claimAt(event)) light([]); });
  root.addEventListener("focusin", (event) => {
    const element = claimAt(event);
    if (element && !dock.contains(element)) { light(keysOf(element)); show(element, keysOf(element)); pinned = element.dataset.claim; }
  });
  root.addEventListener("click", (event) => {
    const element = claimAt(event);
    if (element) {
      light(keysOf(element)); show(element, keysOf(element)); pinned = element.dataset.claim;
      // The words come to the reader: the link's jump is left for those who ask for it in the dock.
      if (event.target.closest("a.words, a.tie, .fate a") && !event.ctrlKey && !event.metaKey) event.preventDefault();
    } else if (!event.target.closest("a,button,input,select,summary,label,#dock")) close();
  });
  function close() { pinned = ""; dock.hidden = true; light([]); }
  $("dock-close").addEventListener("click", close);
  document.addEventListener("keydown", (event) => { if (event.key === "Escape") close(); });

  // A character stands out everywhere while they are pointed at.
  // (Charts say whom each mark shows by data-character.)
  function follow(id) {
    root.classList.toggle("following", Boolean(id));
    for (const mark of all("svg [data-character]")) {
      mark.classList.toggle("followed", Boolean(id) && mark.dataset.character.split(" ").includes(id));
    }
  }
  root.addEventListener("mouseover", (event) => follow(event.target.closest?.("[data-character]")?.dataset.character.split(" ")[0]));
  root.addEventListener("focusin", (event) => follow(event.target.closest?.("[data-character]")?.dataset.character.split(" ")[0]));

  // Filters.
  const filters = $("filters");
  function filter() {
    const wanted = Object.fromEntries(new FormData(filters));
    let count = 0;
    const rows = all(".event");
    for (const row of rows) {
      const keep = (!wanted.character || row.dataset.characters.split(" ").includes(wanted.character))
        && (!wanted.type || row.dataset.type === wanted.type) && (!wanted.modality || row.dataset.modality === wanted.modality);
      row.classList.toggle("filtered", !keep);
      count += keep;
    }
    $("filter-says").textContent = count === rows.length ? "" : `${count} of ${rows.length} events`;
  }
  filters?.addEventListener("input", filter);
  filters?.addEventListener("reset", () => setTimeout(filter));

  // The spoiler curtain.
  const curtain = $("curtain");
  function draw() {
    const rank = Number(curtain.value), open = rank >= Number(curtain.max);
    for (const element of all("[data-rank]")) element.classList.toggle("veiled", !open && Number(element.dataset.rank) > rank);
    for (const cloth of all("svg .cloth")) {
      const edges = cloth.dataset.edges.split(" ").map(Number), width = Number(cloth.dataset.width);
      const x = open ? width : edges[Math.min(rank, edges.length - 1)];
      cloth.setAttribute("x", x);
      cloth.setAttribute("width", Math.max(0, width - x));
    }
    $("curtain-says").textContent = open ? "open" : rank ? `after event ${rank}` : "closed";
    close();
  }
  curtain?.addEventListener("input", draw);

  // Light and dark.
  const themes = ["Auto", "Light", "Dark"];
  let theme = 0;
  $("theme")?.addEventListener("click", () => {
    theme = (theme + 1) % themes.length;
    $("theme-says").textContent = themes[theme];
    if (theme) document.documentElement.dataset.theme = themes[theme].toLowerCase();
    else delete document.documentElement.dataset.theme;
  });

  // In a chart, one stop for the Tab key; the arrows go from mark to mark.
  for (const chart of all("svg[data-roving]")) {
    const stops = all("a[href]", chart);
    stops.forEach((stop, n) => stop.setAttribute("tabindex", n ? "-1" : "0"));
    chart.addEventListener("keydown", (event) => {
      const step = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 }[event.key];
      const at = stops.indexOf(event.target.closest("a"));
      const to = event.key === "Home" ? stops[0] : event.key === "End" ? stops[stops.length - 1] : step && stops[at + step];
      if (!to) return;
      event.preventDefault();
      stops[at]?.setAttribute("tabindex", "-1");
      to.setAttribute("tabindex", "0");
      to.focus();
    });
  }
})();
