// Stops a form from being sent while the device is offline, because "back" from the browser’s error page
// shows an empty form. After three seconds, which is longer than a double click, another press sends it
// anyway: a browser can be wrong about this.
(() => {
  const heldAt = new WeakMap(); // form → when its line was shown, in milliseconds
  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (!form.dataset.offline) return;
    const shown = form.querySelector(".offline");
    if (navigator.onLine || (shown && performance.now() - heldAt.get(form) >= 3000)) {
      shown?.remove();
      return;
    }
    event.preventDefault();
    event.stopPropagation(); // nothing was sent, so the other scripts have nothing to do
    if (shown) return;
    heldAt.set(form, performance.now());
    const line = document.createElement("p");
    line.className = "error offline";
    line.setAttribute("role", "alert");
    (event.submitter?.closest(".actions") ?? event.submitter ?? form.lastElementChild).before(line);
    line.textContent = form.dataset.offline;
  }, true);
})();
