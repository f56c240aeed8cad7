// Keyboard shortcuts: an element names its key in data-key. Single keys do nothing in a field, together
// with a modifier, or when they are turned off (WCAG 2.1.4).
(() => {
  const list = document.querySelector("#keys");
  const wanted = document.querySelector("#keys-on");
  const named = () => document.querySelectorAll("[data-key]");
  const isOn = () => localStorage.getItem("keys") !== "off";
  const announce = () => named().forEach((each) => {
    if (isOn()) each.setAttribute("aria-keyshortcuts", each.dataset.key);
    else each.removeAttribute("aria-keyshortcuts");
  });
  document.querySelectorAll("[data-needs-script]").forEach((each) => { each.hidden = false; });
  if (wanted) {
    wanted.checked = isOn();
    wanted.addEventListener("change", () => {
      localStorage.setItem("keys", wanted.checked ? "on" : "off");
      announce();
    });
  }
  announce();

  let before = null;
  const showList = () => {
    list.open = !list.open;
    if (list.open) before = document.activeElement;
    (list.open ? list.querySelector("summary") : before)?.focus();
  };
  const use = (target) => {
    const folded = target.closest("details:not([open])");
    if (folded) folded.open = true;
    target.focus();
    target.scrollIntoView({ block: "nearest" });
    if (target.matches("button, [type=radio], nav a")) target.click();
  };
  // Ctrl or ⌘ with Enter sends the form that someone is in; elsewhere, the card goes on to the next call.
  const send = (event) => {
    const form = event.target.form ?? document.querySelector("form#call");
    if (!form) return;
    event.preventDefault();
    form.requestSubmit(form.querySelector("[name=next]"));
  };
  const typing = "textarea, select, input:not([type=radio], [type=checkbox], [type=submit]), [contenteditable]";
  document.addEventListener("keydown", (event) => {
    if (event.isComposing || event.repeat || !(event.target instanceof Element)) return;
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) return send(event);
    if (event.ctrlKey || event.metaKey || event.altKey || !isOn() || event.target.closest(typing)) return;
    if (event.key === "?" && list) return showList();
    const target = [...named()].find((each) => each.dataset.key === event.key && !each.closest("[hidden]"));
    if (!target) return;
    event.preventDefault();
    use(target);
  });
})();
