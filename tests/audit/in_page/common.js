// Runs before each page. Contains shared functions, and observers that must start before the page loads.
(() => {
  const audit = { shift: 0, shifted: [], violations: [] };

  audit.describe = (node) => {
    const element = node?.nodeType === Node.ELEMENT_NODE ? node : node?.parentElement;
    if (!element) return "";
    let label = element.tagName.toLowerCase();
    if (element.id) label += `#${element.id}`;
    else if (element.classList.length) label += `.${[...element.classList].join(".")}`;
    for (const name of ["name", "type", "href"]) {
      if (element.hasAttribute(name)) label += `[${name}="${element.getAttribute(name).slice(0, 60)}"]`;
    }
    const text = (element.innerText || "").trim().replace(/\s+/g, " ");
    return text ? `${label} “${text.slice(0, 40)}”` : label;
  };

  audit.shown = (element) => {
    const box = element.getBoundingClientRect();
    return element.checkVisibility({ visibilityProperty: true }) && box.width > 0 && box.height > 0;
  };

  audit.stops = () => {
    const all = document.querySelectorAll(
      "a[href], area[href], button, input, select, textarea, summary, iframe, audio[controls], video[controls], [tabindex], [contenteditable]"
    );
    return [...all].filter((element) =>
      element.tabIndex >= 0 && !element.matches(":disabled, [inert] *") && element.type !== "hidden" &&
      audit.shown(element));
  };

  // Whether the alpha of a color is zero, in any of the formats that browsers use.
  audit.transparent = (color) =>
    color === "transparent" || /,\s*0\)$/.test(color) && color.startsWith("rgba") || /\/\s*0\)$/.test(color);

  new PerformanceObserver((list) => {
    for (const entry of list.getEntries()) {
      if (entry.hadRecentInput) continue;
      audit.shift += entry.value;
      audit.shifted.push(...entry.sources.map((source) => audit.describe(source.node)));
    }
  }).observe({ type: "layout-shift", buffered: true });

  document.addEventListener("securitypolicyviolation", (event) => {
    audit.violations.push(`${event.effectiveDirective}: ${event.blockedURI} ${event.sourceFile}:${event.lineNumber}`);
  });

  Object.defineProperty(window, "__audit", { value: audit });
})();
