// Replaces the address of a page whose answers nobody else should find with "back": once its form is
// submitted, "back" leads to the empty form. A page kept in memory by the browser is emptied, too.
(() => {
  for (const form of document.querySelectorAll("form[data-forget]")) {
    form.addEventListener("submit", () => {
      history.replaceState(history.state, "", form.getAttribute("action"));
    });
    addEventListener("pageshow", (event) => {
      if (!event.persisted) return;
      if (form.querySelector("[checked], .error")) location.reload();
      else form.reset();
    });
  }
})();
