// Tells whether the page came to rest in time: loaded, nothing fetched, and unchanged for a while.
const [limit, done] = arguments;
const QUIET = 100;
const began = performance.now();
const look = () => {
  const now = performance.now();
  const watch = window.__signoff;
  const loaded = document.readyState === "complete";
  const moves = watch && document.scripts.length > 0;
  if (loaded && !(moves && (watch.flying > 0 || now - watch.changed < QUIET))) return done(true);
  if (now - began > limit) return done(false);
  setTimeout(look, 15);
};
look();
