// Warns two minutes before a session ends, in every tab, and stays signed in with one press.
(() => {
  const bar = document.querySelector("#session-ends");
  if (!bar) return;
  const seconds = Number(bar.dataset.idle);
  const tabs = "BroadcastChannel" in window ? new BroadcastChannel("staff-session") : null;
  const button = bar.querySelector("button");
  let warn = 0;
  let leave = 0;
  const start = () => {
    clearTimeout(warn);
    clearTimeout(leave);
    bar.hidden = true;
    warn = setTimeout(() => { bar.hidden = false; }, (seconds - 120) * 1000);
    // The answers must not stay on an unattended screen; signing in leads back to this page.
    leave = setTimeout(() => location.reload(), (seconds + 5) * 1000);
  };
  if (tabs) tabs.addEventListener("message", start);
  button.addEventListener("click", async () => {
    const answer = await fetch(bar.dataset.stay, { redirect: "manual" }).catch(() => null);
    if (answer?.status !== 204) return location.reload();
    tabs?.postMessage("active");
    start();
    document.querySelector("#note, h1")?.focus();
  });
  tabs?.postMessage("active");
  start();
})();
