"use strict";
(() => {
  const form = document.querySelector(".toolbar");
  const fields = form.elements;
  const entries = [...document.querySelectorAll(".requirement")];
  const groups = [...document.querySelectorAll(".area, .provider")];
  const none = document.querySelector(".none");
  const texts = new Map();
  const textOf = entry => {
    if (!texts.has(entry)) texts.set(entry, entry.textContent.toLowerCase());
    return texts.get(entry);
  };
  const filter = () => {
    const words = fields.text.value.toLowerCase().split(/\s+/).filter(word => word);
    const fits = entry =>
      ["status", "subject", "level", "provider"].every(name => !fields[name].value || entry.dataset[name] === fields[name].value) &&
      words.every(word => textOf(entry).includes(word));
    let shown = 0;
    for (const entry of entries) shown += (entry.hidden = !fits(entry)) ? 0 : 1;
    for (const group of groups) group.hidden = !group.querySelector(".requirement:not([hidden])");
    none.hidden = shown > 0;
    form.querySelector("output").textContent = `${shown} of ${entries.length} shown`;
  };
  const follow = () => {
    const target = document.getElementById(decodeURIComponent(location.hash.slice(1)));
    if (!target) return;
    if (target.closest(".requirement[hidden]")) { form.reset(); filter(); }
    for (let at = target; at; at = at.parentElement) if (at.tagName === "DETAILS") at.open = true;
    target.scrollIntoView();
  };
  form.hidden = false;
  form.addEventListener("input", filter);
  form.addEventListener("submit", event => event.preventDefault());
  form.addEventListener("reset", () => setTimeout(filter));
  for (const tile of document.querySelectorAll("[data-filter]")) {
    tile.addEventListener("click", () => { form.reset(); fields.status.value = tile.dataset.filter; filter(); });
  }
  addEventListener("hashchange", follow);
  addEventListener("keydown", event => {
    const typing = event.target.closest("input, select");
    if (event.key === "/" && !typing) { event.preventDefault(); fields.text.focus(); }
    if (event.key === "Escape" && typing) { form.reset(); typing.blur(); }
  });
  filter();
  follow();
})();
