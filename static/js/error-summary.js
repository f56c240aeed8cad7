// Takes a person to the list of what to mend when the page comes back with one.
(() => {
  document.querySelector(".error-summary")?.focus();
})();
