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
    const keep = async () => {
      clearTimeout(timer);
      if (!changed) return;
      changed = false;
      const body = new URLSearchParams(new FormData(form));
      const options = { method: "POST", body, keepalive: true, redirect: "manual" };
      const answer = await fetch(address, options).catch(() => null);
      // A redirect leads to the sign-in page; what was typed is kept before that.
      const kept = answer?.status === 204 || answer?.type === "opaqueredirect";
      if (!kept) changed = true;
      if (warning) warning.hidden = kept;
    };
    form.addEventListener("submit", () => { changed = false; clearTimeout(timer); });
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
