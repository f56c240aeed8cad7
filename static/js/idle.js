// Hides a page with answers that was left alone, until the person asks for it. Nothing typed is lost.
// While the person is busy on one page, the server is notified now and then, so that it doesn't hide it.
(() => {
  const cover = document.querySelector("[data-idle-minutes]");
  if (!cover) return;
  const limit = Number(cover.dataset.idleMinutes) * 60_000;
  const others = () => [...cover.parentElement.children].filter((part) => part !== cover);
  const report = () => navigator.sendBeacon(cover.dataset.show);
  let used = Date.now();
  let reported = used;
  let place; // what had the focus when the page was hidden
  const check = () => {
    if (!cover.hidden || Date.now() - used < limit) return;
    place = document.activeElement;
    for (const part of others()) part.hidden = true;
    cover.hidden = false;
    cover.querySelector("h2").focus();
  };
  const use = () => {
    check(); // a sleeping device wakes up with a key or a touch
    if (!cover.hidden) return;
    used = Date.now();
    if (used - reported < limit / 4) return;
    reported = used;
    report();
  };
  for (const type of ["keydown", "pointerdown", "input", "scroll"]) addEventListener(type, use, { passive: true });
  // A page that the browser kept in memory may be of a form that was sent or deleted since.
  addEventListener("pageshow", ({ persisted }) => (persisted ? location.reload() : check()));
  addEventListener("focus", check);
  document.addEventListener("visibilitychange", check);
  setInterval(check, 5000);
  cover.querySelector("button[type=button]").addEventListener("click", () => {
    for (const part of others()) part.hidden = false;
    cover.hidden = true;
    if (place === document.body) {
      place = document.querySelector("h1");
      place.tabIndex = -1;
    }
    place.focus();
    reported = used = Date.now();
    report();
  });
})();
