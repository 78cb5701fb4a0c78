// Tells whether the page came to rest in time: loaded, nothing fetched, unchanged for a while, and about to do nothing.
const [limit, done] = arguments;
const QUIET = 150;
// Nor is it at rest before it was looked at so often since it changed: on a busy machine everything takes longer.
const LOOKS = 8;
// A page whose timers never end is at rest when nothing but they went on for so long.
const PATIENCE = 2000;
const began = performance.now();
let [looked, waited, looks] = [began, 0, 0];

// True when a timer has just gone off, or will do so soon.
const ticks = (timers, now) => {
  for (const [timer, due] of timers) if (due + QUIET < now) timers.delete(timer);
  return timers.size > 0;
};
const look = () => {
  const now = performance.now();
  // In a window that a page opened nothing is noted.
  const { flying = 0, changed = 0, timers = new Map(), later = setTimeout } = window.__signoff || {};
  looks = changed > looked || flying > 0 ? 0 : looks + 1;
  const moves = flying > 0 || (document.scripts.length > 0 && (now - changed < QUIET || looks < LOOKS));
  if (document.readyState === "complete" && !moves) {
    if (waited > PATIENCE || !ticks(timers, now)) return done(true);
    waited += now - looked;
  }
  looked = now;
  if (now - began > limit) return done(false);
  later.call(window, look, 15);
};
look();
