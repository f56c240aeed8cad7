// Shows a message when a passkey was refused, canceled, or not found.
(() => {
  document.addEventListener("allauth.error", (event) => {
    const message = document.querySelector(".passkey-problem");
    if (!message) return;
    event.preventDefault();
    message.textContent = message.dataset.text;
  });
})();
