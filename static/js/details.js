// Opens <details> elements that contain the link target, and all of them for printing.
(() => {
  const openTarget = () => {
    const target = location.hash.length > 1 && document.querySelector(`#${CSS.escape(location.hash.slice(1))}`);
    for (let part = target && target.closest("details"); part; part = part.parentElement?.closest("details")) {
      part.open = true;
    }
  };
  addEventListener("hashchange", openTarget);
  openTarget();
  let opened = [];
  addEventListener("beforeprint", () => {
    opened = [...document.querySelectorAll("details:not([open])")];
    for (const part of opened) part.open = true;
  });
  addEventListener("afterprint", () => {
    for (const part of opened) part.open = false;
  });
})();
