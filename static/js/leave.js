// "Leave this site": hides the page at once and replaces it in the history; three presses of
// Shift within five seconds do the same. Without this script it is a plain link. An unfinished
// consultation form is deleted on the way.
(() => {
  const link = document.querySelector("[data-leave]");
  if (!link) return;
  const leave = () => {
    for (const form of document.forms) form.reset();
    const draft = document.querySelector("form[data-draft]");
    if (draft) navigator.sendBeacon(draft.action);
    const cover = document.createElement("div");
    cover.className = "leaving";
    document.body.append(cover);
    document.title = link.dataset.title;
    location.replace(link.href);
  };
  for (const each of document.querySelectorAll("[data-leave]")) {
    each.addEventListener("click", (event) => {
      event.preventDefault();
      leave();
    });
  }
  let presses = [];
  document.addEventListener("keyup", (event) => {
    if (event.key !== "Shift") {
      presses = [];
      return;
    }
    presses = [...presses, Date.now()].filter((time) => Date.now() - time < 5000);
    if (presses.length === 3) leave();
  });
})();
