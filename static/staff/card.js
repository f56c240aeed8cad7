// On the page of a request: keeps what is typed into any of its forms, and prints.
(() => {
  const print = document.querySelector("[data-print]");
  if (print) {
    print.hidden = false;
    print.addEventListener("click", () => window.print());
  }

  const ADDRESS = /^(.*\/)(?:do\/([\w-]+)|(reveal))\/$/;
  const warning = document.querySelector("#not-kept");
  const drafts = new Map();
  for (const form of document.forms) {
    const [, page, action, reveal] = ADDRESS.exec(new URL(form.action).pathname) ?? [];
    if (page) drafts.set(form, draft(form, `${page}draft/?form=${action ?? reveal}`));
  }

  function draft(form, address) {
    let timer = 0;
    let changed = false;
    let onItsWay = null;
    let waiting = false;
    const keep = async () => {
      clearTimeout(timer);
      if (!changed) return;
      changed = false;
      const body = new URLSearchParams(new FormData(form));
      const signal = AbortSignal.timeout(10_000);
      const options = { method: "POST", body, keepalive: true, redirect: "manual", signal };
      onItsWay = fetch(address, options).catch(() => null);
      const answer = await onItsWay;
      onItsWay = null;
      // A redirect leads to the sign-in page; what was typed is kept before that.
      const kept = answer?.status === 204 || answer?.type === "opaqueredirect";
      if (!kept) changed = true;
      if (warning) warning.hidden = kept;
    };
    form.addEventListener("submit", async (event) => {
      changed = false;
      clearTimeout(timer);
      if (!onItsWay) return;
      // If the draft arrived after the form, the page would show as unsaved what has just been saved.
      event.preventDefault();
      if (waiting) return;
      waiting = true;
      await onItsWay;
      waiting = false;
      form.requestSubmit(event.submitter);
    });
    const later = () => {
      changed = true;
      clearTimeout(timer);
      timer = setTimeout(keep, 1500);
    };
    return { keep, later };
  }

  const keepAll = () => drafts.forEach((each) => each.keep());
  // On the document: some fields of a form are elsewhere on the page.
  document.addEventListener("input", (event) => drafts.get(event.target.form)?.later());
  document.addEventListener("visibilitychange", () => { if (document.hidden) keepAll(); });
  window.addEventListener("pagehide", keepAll);
})();
