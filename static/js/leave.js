// "Leave this site": hides the page immediately, deletes an unfinished consultation form, and replaces
// the page in the history. Pressing Shift three times within five seconds does the same, on a real
// keyboard and with nothing else held or pressed. Without this script it is a link, by way of our own page.
// That page closes the addresses with what was answered, and makes the browser forget what was typed.
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
    const elsewhere = link.dataset.leave;
    // The answer to this makes the browser forget pages that it keeps in memory, with what was typed.
    if (link.getAttribute("href") !== elsewhere) navigator.sendBeacon(link.href);
    location.replace(elsewhere);
  };
  for (const each of document.querySelectorAll("[data-leave]")) {
    each.addEventListener("click", (event) => {
      event.preventDefault();
      leave();
    });
  }
  // Keyboards on screens report Shift without a `code`, or on devices without a fine pointer.
  if (!matchMedia("(any-pointer: fine)").matches) return;
  let presses = [];
  let alone = false;
  const isShift = ({ key, code, altKey, ctrlKey, metaKey, isComposing }) =>
    key === "Shift" && /^Shift(Left|Right)$/.test(code) && !altKey && !ctrlKey && !metaKey && !isComposing;
  const interrupt = () => {
    alone = false;
    presses = [];
  };
  for (const type of ["pointerdown", "wheel", "blur"]) addEventListener(type, interrupt, { passive: true });
  document.addEventListener("keydown", (event) => {
    if (!isShift(event)) interrupt();
    else if (!event.repeat) alone = true;
  });
  document.addEventListener("keyup", (event) => {
    if (!alone || !isShift(event)) {
      interrupt();
      return;
    }
    alone = false;
    presses = [...presses, Date.now()].filter((time) => Date.now() - time < 5000);
    if (presses.length === 3) leave();
  });
})();
