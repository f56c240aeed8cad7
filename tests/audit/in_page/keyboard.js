// Returns the stops of Tab. After each press of Tab, the page adds to __audit.steps what has the focus.
// With a selector `outside`, Tab begins in the main part, and elements in those that match are no stops.
(outside) => {
  const audit = window.__audit;

  const edge = (style, side) => {
    const width = style[`border${side}Width`];
    return width === "0px" || style[`border${side}Style`] === "none" ? "" : `${width} ${style[`border${side}Color`]}`;
  };
  const lookOf = (element, pseudo) => {
    const style = getComputedStyle(element, pseudo);
    const outline = style.outlineStyle === "none" || style.outlineWidth === "0px" || audit.transparent(style.outlineColor)
      ? "" : `${style.outlineWidth} ${style.outlineColor}`;
    return [
      outline, style.boxShadow, style.backgroundColor, style.backgroundImage,
      ...["Top", "Right", "Bottom", "Left"].map((side) => edge(style, side)),
      style.textDecorationLine, style.textDecorationThickness,
    ].join("|");
  };
  // A control may show its focus on its label, like custom radio buttons and checkboxes.
  const look = (element) => [element, element.nextElementSibling, ...(element.labels || [])]
    .filter(Boolean)
    .flatMap((part) => [null, "::before", "::after"].map((pseudo) => lookOf(part, pseudo)))
    .join("\n");

  const isOutside = (element) => Boolean(outside) && Boolean(element.closest(outside));

  const step = () => {
    const element = document.activeElement;
    if (!element || element === document.body || element === document.documentElement) return null;
    if (isOutside(element)) return null;
    const index = audit.tabStops.indexOf(element);
    const focused = look(element);
    const box = element.getBoundingClientRect();
    const own = [element, ...(element.labels || [])];
    const covered = [[.5, .5], [.1, .2], [.9, .2], [.1, .8], [.9, .8]].every(([across, down]) => {
      const hit = document.elementFromPoint(box.left + across * box.width, box.top + down * box.height);
      return !own.some((part) => part.contains(hit) || hit?.contains(part) && hit !== document.body && hit !== document.documentElement);
    });
    if (index >= 0) return { index, name: audit.describe(element), seen: focused !== audit.looks[index], covered };
    element.blur(); // Chromium also stops at scrollable elements; the next Tab continues from here.
    return { index, name: audit.describe(element), seen: focused !== look(element), covered };
  };
  audit.steps = [];
  audit.moved = false; // whether a script has moved the focus
  audit.listening?.abort(); // of an earlier walk on this page
  audit.listening = new AbortController();
  const listener = { capture: true, signal: audit.listening.signal };
  let focused = 0; // since the key went down, which moves the focus once
  addEventListener("keydown", () => {
    audit.moved ||= audit.steps.length > 0 && document.activeElement !== audit.stepped;
    focused = 0;
  }, listener);
  addEventListener("focusin", () => { focused += 1; }, listener);
  addEventListener("keyup", (event) => {
    if (event.key !== "Tab") return;
    audit.moved ||= focused > 1;
    audit.steps.push(step());
    audit.stepped = document.activeElement;
  }, listener);

  // Reset the starting point of the focus, so that the next Tab goes to the first stop.
  const start = outside ? document.querySelector("main") : document.body;
  const given = start.getAttribute("tabindex");
  start.tabIndex = -1;
  start.focus();
  if (given === null) start.removeAttribute("tabindex");
  document.activeElement.blur();
  audit.tabStops = audit.stops().filter((element) => outside
    ? start.compareDocumentPosition(element) & Node.DOCUMENT_POSITION_FOLLOWING && !isOutside(element)
    : true);
  audit.looks = audit.tabStops.map(look);
  scrollTo(0, 0);
  return audit.tabStops.map((element) => {
    const line = element.getClientRects()[0];
    const box = element.getBoundingClientRect();
    let anchored = false;
    for (let up = element; up; up = up.parentElement) {
      anchored ||= ["fixed", "sticky"].includes(getComputedStyle(up).position);
    }
    return {
      name: audit.describe(element),
      group: element.type === "radio" && element.name ? `${element.form?.action} ${element.name}` : "",
      left: line.left, right: line.right, top: line.top, bottom: line.bottom,
      placed: !anchored && box.bottom > 0 && box.right > 0 && box.width > 1 && box.height > 1,
    };
  });
}
