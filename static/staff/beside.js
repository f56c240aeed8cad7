// On the page of a request: shows what colleagues do with it meanwhile, and writes @names into the note.
(() => {
  const others = document.querySelector("[data-others]");
  const look = async () => {
    if (document.hidden) return;
    const answer = await fetch(others.dataset.others, { redirect: "manual" }).catch(() => null);
    if (!answer?.ok) return;
    const text = (await answer.text()).trim();
    // Announce only changes, and don't replace a link that may have the focus.
    if (text !== others.innerHTML.trim()) others.innerHTML = text;
  };
  if (others) {
    setInterval(look, 20000);
    document.addEventListener("visibilitychange", look);
  }

  const note = document.querySelector("#note");
  for (const name of document.querySelectorAll("[data-mention]")) {
    const button = document.createElement("button");
    button.type = "button";
    button.textContent = name.textContent;
    button.addEventListener("click", () => {
      const before = note.value.slice(0, note.selectionStart);
      const gap = before && !/\s$/.test(before) ? " " : "";
      note.setRangeText(`${gap}${name.textContent} `, note.selectionStart, note.selectionEnd, "end");
      note.focus();
      note.dispatchEvent(new Event("input", { bubbles: true }));
    });
    name.replaceWith(button);
  }
})();
