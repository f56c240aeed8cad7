// Returns running animations, and styles that would animate, despite reduced motion.
() => {
  const audit = window.__audit;
  const found = document.getAnimations()
    .filter((animation) => animation.playState === "running")
    .map((animation) => ({
      rule: "running animation",
      element: audit.describe(animation.effect?.target),
      note: animation.animationName || animation.transitionProperty || "",
    }));
  const longest = (times) => Math.max(...times.split(",").map((time) => parseFloat(time)));

  for (const element of document.querySelectorAll("*")) {
    for (const pseudo of [null, "::before", "::after"]) {
      const style = getComputedStyle(element, pseudo);
      if (style.transitionProperty !== "none" && longest(style.transitionDuration) > .001) {
        found.push({ rule: "transition", element: audit.describe(element), note: style.transitionProperty });
      }
      if (style.animationName !== "none" && longest(style.animationDuration) > .001) {
        found.push({ rule: "animation", element: audit.describe(element), note: style.animationName });
      }
    }
    if (getComputedStyle(element).scrollBehavior === "smooth") {
      found.push({ rule: "smooth scrolling", element: audit.describe(element) });
    }
  }
  return found;
}
