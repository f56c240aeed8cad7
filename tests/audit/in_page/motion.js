// For a person who wants no motion: nothing runs, and nothing would.
() => {
  const audit = window.__audit;
  const found = document.getAnimations()
    .filter((animation) => animation.playState === "running")
    .map((animation) => ({
      rule: "an animation runs",
      element: audit.describe(animation.effect?.target),
      note: animation.animationName || animation.transitionProperty || "",
    }));
  const longest = (times) => Math.max(...times.split(",").map((time) => parseFloat(time)));

  for (const element of document.querySelectorAll("*")) {
    for (const pseudo of [null, "::before", "::after"]) {
      const style = getComputedStyle(element, pseudo);
      if (style.transitionProperty !== "none" && longest(style.transitionDuration) > .001) {
        found.push({ rule: "a transition is left", element: audit.describe(element), note: style.transitionProperty });
      }
      if (style.animationName !== "none" && longest(style.animationDuration) > .001) {
        found.push({ rule: "an animation is left", element: audit.describe(element), note: style.animationName });
      }
    }
    if (getComputedStyle(element).scrollBehavior === "smooth") {
      found.push({ rule: "scrolling is smooth", element: audit.describe(element) });
    }
  }
  return found;
}
