// Focuses the error summary, if there is one.
(() => {
  document.querySelector(".error-summary")?.focus();
})();
