// Returns the visible buttons in the color of the main action, if a page has more than one.
() => {
  const audit = window.__audit;
  const main = ["#a4432a", "#86341f"].map((color) => {
    const probe = document.createElement("span");
    probe.style.color = color;
    document.body.append(probe);
    const computed = getComputedStyle(probe).color;
    probe.remove();
    return computed;
  });
  const buttons = [...document.querySelectorAll("a, button, input[type=submit]")].filter((element) =>
    audit.shown(element) && main.includes(getComputedStyle(element).backgroundColor));
  if (buttons.length < 2) return [];
  return buttons.map((element) => ({ rule: "more than one main button", element: audit.describe(element) }));
}
