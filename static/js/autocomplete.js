// Lets the browser fill in contact details. Without scripts it may not, because "back" would show them
// after sending; emptied.js prevents that.
(() => {
  for (const field of document.querySelectorAll("[data-autocomplete]")) {
    field.autocomplete = field.dataset.autocomplete;
  }
})();
