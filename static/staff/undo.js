// Hides the offer to undo after its seconds, unless someone is about to use it.
(() => {
  const bar = document.querySelector(".undo");
  if (!bar) return;
  const hide = () => {
    if (bar.matches(":hover, :focus-within")) setTimeout(hide, 1000);
    else bar.hidden = true;
  };
  setTimeout(hide, Number(bar.dataset.seconds) * 1000);
})();
