// On the page of a request: keeps what is typed, makes Back work after an error, prints, and adds keys.
(() => {
  const form = document.querySelector("form#call");
  const here = document.querySelector("[data-page]");
  // A page that answers a POST cannot be opened again with Back; its address can.
  if (here && location.pathname !== here.dataset.page.split("?")[0]) history.replaceState(null, "", here.dataset.page);

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

  const wanted = document.querySelector("#keys-on");
  if (wanted) {
    wanted.checked = localStorage.getItem("keys") !== "off";
    wanted.addEventListener("change", () => localStorage.setItem("keys", wanted.checked ? "on" : "off"));
  }
  document.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) {
      event.preventDefault();
      form.requestSubmit(form.querySelector("[name=next]"));
      return;
    }
    const typing = event.target.closest("textarea, select, input:not([type=radio], [type=checkbox])");
    if (typing || event.ctrlKey || event.metaKey || event.altKey || (wanted && !wanted.checked)) return;
    const results = form.querySelectorAll("[name=result]");
    if (event.key === "?") {
      const list = document.querySelector("#keys");
      list.open = !list.open;
      list.querySelector("summary").focus();
    } else if (event.key === "n") {
      event.preventDefault();
      form.querySelector("#note").focus();
    } else if (event.key === "c") {
      document.querySelector("a.dial")?.focus();
    } else if (results[Number(event.key) - 1]) {
      results[Number(event.key) - 1].click();
      results[Number(event.key) - 1].focus();
    }
  });
})();
