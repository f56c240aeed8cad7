// Says so in the page when a passkey was refused, cancelled or is not there.
(() => {
  document.addEventListener("allauth.error", (event) => {
    const place = document.querySelector(".passkey-problem");
    if (!place) return;
    event.preventDefault();
    place.textContent = place.dataset.text;
  });
})();
