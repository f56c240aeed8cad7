// Lets the browser fill in contact details. Without scripts it may not: it would also show them again
// after sending, to anyone who presses "back" (emptied.js prevents that).
(() => {
  for (const field of document.querySelectorAll("[data-autocomplete]")) {
    field.autocomplete = field.dataset.autocomplete;
  }
})();
