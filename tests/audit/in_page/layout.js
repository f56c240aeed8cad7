// Returns elements that cause horizontal scrolling, and elements that cut off their text.
() => {
  const audit = window.__audit;
  const width = document.documentElement.clientWidth;
  const found = [];
  const scrolls = (element) => ["auto", "scroll"].includes(getComputedStyle(element).overflowX);
  const insideScroller = (element) => {
    for (let up = element.parentElement; up && up !== document.body; up = up.parentElement) {
      if (scrolls(up)) return true;
    }
    return false;
  };

  // Text for screen readers alone is cut off by an ancestor of one pixel.
  const unseen = (element) => {
    for (let up = element.parentElement; up && up !== document.body; up = up.parentElement) {
      if (up.getBoundingClientRect().width <= 1 && getComputedStyle(up).overflowX !== "visible") return true;
    }
    return false;
  };

  const wide = [...document.body.querySelectorAll("*")].filter((element) =>
    element.getBoundingClientRect().right > width + 1 && audit.shown(element) &&
    !element.closest("svg svg, svg > *") && !insideScroller(element) && !unseen(element));
  for (const element of wide) {
    if (wide.includes(element.parentElement)) continue; // report only the outermost element
    const over = Math.round(element.getBoundingClientRect().right - width);
    found.push({ rule: "extends past the right edge", element: audit.describe(element), note: `${over} px` });
  }
  if (!found.length && document.documentElement.scrollWidth > width) {
    const over = document.documentElement.scrollWidth - width;
    found.push({ rule: "horizontal scrolling", element: "html", note: `${over} px` });
  }

  for (const element of document.body.querySelectorAll("*")) {
    const style = getComputedStyle(element);
    const cutsX = ["hidden", "clip"].includes(style.overflowX) && element.scrollWidth > element.clientWidth + 1;
    const cutsY = ["hidden", "clip"].includes(style.overflowY) && element.scrollHeight > element.clientHeight + 1;
    // The text comes last: to collect it takes the browser longer than all else here.
    if ((cutsX || cutsY) && element.clientWidth > 2 && audit.shown(element) && element.innerText?.trim()) {
      found.push({ rule: "cuts off its text", element: audit.describe(element) });
    }
  }
  return found;
}
