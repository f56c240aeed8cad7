// Adds a random nonce to each form, so that a second click, a reload, or "back" leads to the same
// receipt, and only in this tab. The nonce is stored only in this tab's history state.
(() => {
  for (const box of document.querySelectorAll("input[data-nonce]")) {
    if (!box.value) {
      let nonce = history.state?.nonce;
      if (!nonce) {
        const bytes = crypto.getRandomValues(new Uint8Array(18));
        nonce = btoa(String.fromCharCode(...bytes)).replaceAll("+", "-").replaceAll("/", "_");
        history.replaceState({ ...history.state, nonce }, "");
      }
      box.value = nonce;
    }
  }
})();
