// A second press within a few seconds is the same press. The server knows it anyway; this saves
// the wait. The button is never disabled: after "back" it must work again.
(() => {
  for (const form of document.querySelectorAll("form[method=post]")) {
    let sentAt = 0;
    form.addEventListener("submit", (event) => {
      if (Date.now() - sentAt < 3000) event.preventDefault();
      else sentAt = Date.now();
    });
  }
})();
