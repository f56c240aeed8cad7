// Stops a form from being sent while the device is offline. The browser’s error page would take its place,
// and "back" from there shows an empty form. A second press sends it all the same: a browser can be wrong
// about this.
(() => {
  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (!form.dataset.offline) return;
    const shown = form.querySelector(".offline");
    shown?.remove();
    if (navigator.onLine || shown) return;
    event.preventDefault();
    event.stopPropagation(); // nothing was sent, so the other scripts have nothing to do
    const line = document.createElement("p");
    line.className = "error offline";
    line.setAttribute("role", "alert");
    (event.submitter?.closest(".actions") ?? event.submitter ?? form.lastElementChild).before(line);
    line.textContent = form.dataset.offline;
  }, true);
})();
