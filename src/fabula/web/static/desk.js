"use strict";
(() => {
  // Files dropped on a text field: their words go into it, as if pasted.
  for (const area of document.querySelectorAll("textarea[data-drop]")) {
    area.addEventListener("dragover", (event) => { event.preventDefault(); area.classList.add("over"); });
    area.addEventListener("dragleave", () => area.classList.remove("over"));
    area.addEventListener("drop", (event) => {
      area.classList.remove("over");
      const files = event.dataTransfer?.files;
      const input = area.form?.querySelector("input[type=file]");
      if (!files?.length || !input) return;
      event.preventDefault();
      input.files = files;
      input.focus();
    });
  }

  // A reading under way.
  const job = document.getElementById("job");
  if (job && window.EventSource) {
    const bar = document.getElementById("job-bar");
    const news = new EventSource(`/jobs/${job.dataset.job}/events`);
    news.onmessage = (event) => {
      const now = JSON.parse(event.data);
      if (now.state === "done" || now.state === "failed") { news.close(); location.reload(); return; }
      if (now.of) {
        job.textContent = `${now.read} of ${now.of} tellings read${now.state === "comparing" ? "; putting them together" : ""} …`;
        bar.max = now.of;
        bar.value = now.read;
      }
    };
    news.onerror = () => { news.close(); setTimeout(() => location.reload(), 2000); };
  }

  // From what is looked at to its correction: a character, an event, or words selected in a telling.
  const fix = document.getElementById("fix");
  if (!fix) return;
  const base = `/stories/${fix.dataset.story}`;
  const link = (href, text) => {
    const a = document.createElement("a");
    a.href = href;
    a.textContent = text;
    return a;
  };
  const offer = (links) => { fix.replaceChildren(...links); fix.hidden = !links.length; };
  const report = document.querySelector("[data-fabula]");
  const about = (element) => {
    const links = [];
    for (const id of (element.closest("[data-event]")?.dataset.event || "").split(" ").filter(Boolean).slice(0, 2)) {
      links.push(link(`${base}/event?id=${encodeURIComponent(id)}`, links.length ? "and the next" : "Correct this event"));
    }
    const who = (element.closest("[data-character]")?.dataset.character || "").split(" ").filter(Boolean);
    for (const id of who.slice(0, 3)) {
      const name = report.querySelector(`[id="character-${CSS.escape(id)}"] h3, a.chip[data-character="${CSS.escape(id)}"]`);
      links.push(link(`${base}/character?id=${encodeURIComponent(id)}`, `Correct ${(name?.textContent || "character").trim().slice(0, 40)}`));
    }
    return links;
  };
  for (const kind of ["focusin", "click"]) {
    report.addEventListener(kind, (event) => {
      if (String(document.getSelection()).trim()) return;
      const element = event.target.closest?.("[data-event],[data-character]");
      if (element) offer(about(element));
    });
  }
  // Offsets count code points, as everywhere in fabula; a script's strings count UTF-16 units.
  const offset = (node, units) => {
    const piece = (node.nodeType === Node.TEXT_NODE ? node.parentElement : node).closest?.("[data-o]");
    return piece ? Number(piece.dataset.o) + [...piece.textContent.slice(0, units)].length : NaN;
  };
  document.addEventListener("selectionchange", () => {
    const chosen = document.getSelection();
    if (!chosen?.rangeCount || chosen.isCollapsed || !String(chosen).trim()) return;
    const range = chosen.getRangeAt(0);
    const from = range.startContainer.parentElement?.closest("[data-telling]");
    const to = range.endContainer.parentElement?.closest("[data-telling]");
    if (!from || from !== to) return;
    const start = offset(range.startContainer, range.startOffset), end = offset(range.endContainer, range.endOffset);
    if (!(end > start)) return;
    offer([link(`${base}/words?at=${encodeURIComponent(`${from.dataset.telling}:${start}-${end}`)}`, "Correct these words")]);
  });
  document.addEventListener("keydown", (event) => { if (event.key === "Escape") offer([]); });
})();
