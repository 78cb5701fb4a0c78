// Runs in every page before its own scripts: notes what goes wrong, answers dialogs, and knows when the page is at rest.
(() => {
  if (window.__signoff) return;
  const { setTimeout, clearTimeout } = window;
  const watch = { incidents: [], flying: 0, changed: performance.now(), timers: new Map(), later: setTimeout, nodes: [] };
  Object.defineProperty(window, "__signoff", { value: watch });
  const note = (text) => {
    if (watch.incidents.length < 20) watch.incidents.push(text.slice(0, 300));
  };

  addEventListener("error", (event) => event.message && note(`script error: ${event.message}`));
  addEventListener("unhandledrejection", (event) => note(`script error: ${event.reason}`));
  for (const [name, answer] of [["alert", undefined], ["confirm", true], ["prompt", null], ["print", undefined]]) {
    window[name] = (text = "") => (note(`${name}: ${text}`), answer);
  }
  // A page that asks before it is left would stop the visit.
  addEventListener("beforeunload", (event) => event.stopImmediatePropagation(), true);

  const landed = () => {
    watch.flying -= 1;
    watch.changed = performance.now();
  };
  const fetch = window.fetch;
  window.fetch = function (...given) {
    watch.flying += 1;
    const answer = fetch.apply(this, given);
    answer.then(landed, landed);
    return answer;
  };
  const send = XMLHttpRequest.prototype.send;
  XMLHttpRequest.prototype.send = function (...given) {
    watch.flying += 1;
    this.addEventListener("loadend", landed, { once: true });
    return send.apply(this, given);
  };
  // When the page itself goes on, as long as that is soon.
  window.setTimeout = function (...given) {
    const timer = setTimeout.apply(this, given);
    const delay = Number(given[1]) || 0;
    if (delay <= 2000) watch.timers.set(timer, performance.now() + delay);
    return timer;
  };
  window.clearTimeout = function (timer) {
    watch.timers.delete(timer);
    return clearTimeout.call(this, timer);
  };
  new MutationObserver(() => (watch.changed = performance.now())).observe(document, {
    attributes: true,
    characterData: true,
    childList: true,
    subtree: true,
  });
})();
