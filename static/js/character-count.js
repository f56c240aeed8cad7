// Says how many characters are left, and how many are too many; never cuts.
(() => {
  for (const box of document.querySelectorAll("textarea[data-limit]")) {
    const limit = Number(box.dataset.limit);
    const line = document.createElement("p");
    line.className = "count";
    line.setAttribute("role", "status");
    box.after(line);
    let pause;
    const tell = () => {
      const left = limit - box.value.trim().length;
      const text = left >= 0 ? box.dataset.left : box.dataset.over;
      line.textContent = text.replace("%d", Math.abs(left).toLocaleString(document.documentElement.lang));
      line.classList.toggle("count-over", left < 0);
    };
    box.addEventListener("input", () => {
      clearTimeout(pause);
      pause = setTimeout(tell, 400); // a screen reader is not told at every key
    });
    if (box.value) tell();
  }
})();
