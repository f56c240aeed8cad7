// Warns two minutes before a session ends, in every tab, and stays signed in with one press.
(() => {
  const bar = document.querySelector("#session-ends");
  if (!bar) return;
  const seconds = Number(bar.dataset.idle);
  const tabs = "BroadcastChannel" in window ? new BroadcastChannel("staff-session") : null;
  const button = bar.querySelector("button");
  let warn = 0;
  let leave = 0;
  let keeping = 0;
  // Sent with a form whose text the server keeps instead of saving it, and shows after signing in. It has
  // text also if the page came with some that is not saved, or the browser filled it in after Back.
  const ended = document.querySelector("input[name=_ended]");
  let changed = ended !== null && "unsaved" in ended.dataset;
  ended?.form.addEventListener("input", () => { changed = true; });
  const isFilled = (field) => field.matches("input, textarea") && field.value !== field.defaultValue;
  const hasText = () => changed || [...(ended?.form.elements ?? [])].some(isFilled);
  // The first tab to go ends the session for all, so each has its text kept before. `back` is where it is then.
  let back = "";
  const keep = async () => {
    if (!hasText()) return;
    const body = new FormData(ended.form);
    body.set("_ended", "1");
    const headers = { Accept: "application/json" };
    const answer = await fetch(ended.form.action, { method: "POST", body, headers }).catch(() => null);
    if (answer?.redirected) return location.assign(answer.url); // to sign in: the session is over already
    back = (await answer?.json().catch(() => null))?.back ?? "";
  };
  const end = () => {
    if (back) return location.assign(back);
    if (!hasText()) return location.reload();
    ended.value = "1";
    ended.form.submit();
  };
  const start = () => {
    clearTimeout(warn);
    clearTimeout(leave);
    clearTimeout(keeping);
    back = "";
    bar.hidden = true;
    warn = setTimeout(() => { bar.hidden = false; }, (seconds - 120) * 1000);
    // The answers must not stay on an unattended screen; signing in leads back to this page.
    // The server may have noted the last activity a minute before this page did.
    keeping = setTimeout(keep, (seconds - 75) * 1000);
    // If its text couldn't be kept before, a tab with text goes first.
    leave = setTimeout(() => {
      if (hasText()) end();
      else leave = setTimeout(end, 10_000);
    }, (seconds + 5) * 1000);
  };
  if (tabs) tabs.addEventListener("message", start);
  const stay = async () => {
    const answer = await fetch(bar.dataset.stay, { redirect: "manual" }).catch(() => null);
    if (answer?.status !== 204) return false;
    tabs?.postMessage("active");
    start();
    return true;
  };
  button.addEventListener("click", async () => {
    if (!await stay()) return location.reload();
    document.querySelector("#note, h1")?.focus();
  });
  // Someone who types is at work, also in a long form that is sent only at its end.
  let typed = Date.now();
  document.addEventListener("input", () => {
    if (Date.now() - typed < 60_000) return;
    typed = Date.now();
    stay();
  });
  tabs?.postMessage("active");
  start();
})();
