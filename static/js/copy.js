// Adds a button that copies a reference, if the browser supports it.
(() => {
  if (!navigator.clipboard) return;
  for (const source of document.querySelectorAll("[data-copy]")) {
    const button = document.createElement("button");
    button.type = "button";
    button.className = "copy";
    button.textContent = source.dataset.copy;
    button.addEventListener("click", async () => {
      try {
        await navigator.clipboard.writeText(source.textContent.trim());
        button.textContent = source.dataset.copied;
      } catch {
        button.remove(); // permission denied; the text can still be selected
      }
    });
    source.after(button);
  }
})();
