// Ignores a second submit within three seconds. The server detects duplicates anyway; this saves the
// wait. The button is never disabled, because it must work again after "back".
(() => {
  for (const form of document.querySelectorAll("form[method=post]")) {
    let sentAt = 0;
    form.addEventListener("submit", (event) => {
      if (Date.now() - sentAt < 3000) event.preventDefault();
      else sentAt = Date.now();
    });
  }
})();
