// Returns focusable elements that have no visible text, border, or image, or no visible focus, with forced colors.
() => {
  const audit = window.__audit;
  const found = [];

  const behind = (element) => {
    for (let up = element; up; up = up.parentElement) {
      const color = getComputedStyle(up).backgroundColor;
      if (!audit.transparent(color)) return color;
    }
    return "rgb(255, 255, 255)";
  };
  const differs = (color, from) => !audit.transparent(color) && color !== from;
  const hasEdge = (element, pseudo) => {
    const style = getComputedStyle(element, pseudo);
    if (pseudo && style.content === "none") return false;
    const outside = behind(element.parentElement || element);
    const lined = style.outlineStyle !== "none" && style.outlineWidth !== "0px" && differs(style.outlineColor, outside);
    return lined || ["Top", "Right", "Bottom", "Left"].some((side) =>
      style[`border${side}Style`] !== "none" && style[`border${side}Width`] !== "0px" &&
      differs(style[`border${side}Color`], outside));
  };
  const hasText = (element) => {
    const style = getComputedStyle(element);
    return Boolean(element.innerText?.trim()) && parseFloat(style.fontSize) > 0 && differs(style.color, behind(element));
  };
  const hasPicture = (element) => [...element.querySelectorAll("img, svg, picture")].some(audit.shown);
  const native = (element) =>
    element.matches("input, select") && getComputedStyle(element).appearance !== "none" &&
    getComputedStyle(element).opacity !== "0";
  const outlineOf = (element) => {
    const style = getComputedStyle(element);
    return style.outlineStyle === "none" || style.outlineWidth === "0px" || audit.transparent(style.outlineColor)
      ? "" : `${style.outlineWidth} ${style.outlineColor}`;
  };
  const partsOf = (element) => [element, ...(element.labels || []), element.nextElementSibling].filter(Boolean);

  document.activeElement.blur();
  for (const element of audit.stops()) {
    const typed = element.matches("input, select, textarea");
    const seen = native(element) || hasEdge(element) || !typed && (hasText(element) || hasPicture(element)) ||
      typed && partsOf(element).some((part) => hasEdge(part, "::before") || hasEdge(part, "::after"));
    if (!seen) found.push({ rule: "disappears with forced colors", element: audit.describe(element) });

    const before = partsOf(element).map(outlineOf).join();
    const edge = hasEdge(element);
    element.focus({ preventScroll: true });
    const after = partsOf(element).map(outlineOf).join();
    if (document.activeElement === element && before === after && !(hasEdge(element) && !edge)) {
      found.push({ rule: "focus is not visible with forced colors", element: audit.describe(element) });
    }
    element.blur();
  }
  return found;
}
