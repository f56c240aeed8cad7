// Shows how many characters are left or over the limit. Never cuts off text.
(() => {
  // The same count as the server's: characters, not UTF-16 units, after `clean_text` in intake/validators.py.
  const count = (text) => [
    ...text
      .replace(/\r\n?/g, "\n")
      .normalize("NFC")
      .replace(/[\0-\x08\x0b-\x1f\x7f-\x9f]|\p{Surrogate}/gu, "")
      .replace(/^\p{White_Space}+|\p{White_Space}+$/gu, ""),
  ].length;
  for (const box of document.querySelectorAll("textarea[data-limit]")) {
    const limit = Number(box.dataset.limit);
    const line = document.createElement("p");
    line.className = "count";
    line.setAttribute("role", "status");
    box.after(line);
    let pause;
    const update = () => {
      const left = limit - count(box.value);
      const text = left >= 0 ? box.dataset.left : box.dataset.over;
      line.textContent = text.replace("%d", Math.abs(left).toLocaleString("en-US"));
      line.classList.toggle("count-over", left < 0);
    };
    box.addEventListener("input", () => {
      clearTimeout(pause);
      pause = setTimeout(update, 400); // so that screen readers do not announce every keystroke
    });
    if (box.value) update();
  }
})();
