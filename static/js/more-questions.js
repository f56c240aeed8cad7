// Opens folded questions when the choice that makes them matter is made.
(() => {
  for (const part of document.querySelectorAll("[data-opened-by]")) {
    const [name, value] = part.dataset.openedBy.split("=");
    part.closest("form").addEventListener("change", ({ target }) => {
      if (target.name === name && target.value === value) part.open = true;
    });
  }
})();
