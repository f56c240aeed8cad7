// On the page of a request: keeps what is typed, and prints.
(() => {
  const form = document.querySelector("form#call");

  const print = document.querySelector("[data-print]");
  if (print) {
    print.hidden = false;
    print.addEventListener("click", () => window.print());
  }
  if (!form) return;

  let timer = 0;
  let changed = false;
  const warning = form.querySelector("#not-kept");
  const keep = async () => {
    clearTimeout(timer);
    if (!changed) return;
    changed = false;
    const body = new URLSearchParams(new FormData(form));
    const options = { method: "POST", body, keepalive: true, redirect: "manual" };
    const answer = await fetch(form.dataset.draft, options).catch(() => null);
    // A redirect leads to the sign-in page; what was typed is kept before that.
    const kept = answer?.status === 204 || answer?.type === "opaqueredirect";
    if (!kept) changed = true;
    warning.hidden = kept;
  };
  form.addEventListener("input", () => {
    changed = true;
    clearTimeout(timer);
    timer = setTimeout(keep, 1500);
  });
  form.addEventListener("submit", () => { changed = false; clearTimeout(timer); });
  document.addEventListener("visibilitychange", () => { if (document.hidden) keep(); });
  window.addEventListener("pagehide", keep);
})();
