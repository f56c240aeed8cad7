// Empties a form when a person comes back to it after sending, so that others who use the device don't
// see the answers. If there were errors, the page that shows them has everything that was typed.
(() => {
  const forms = [...document.querySelectorAll("form[data-emptied]")];
  for (const form of forms) {
    form.addEventListener("submit", (event) => {
      if (!event.defaultPrevented) history.replaceState({ ...history.state, sent: true }, "");
    });
  }
  addEventListener("pageshow", () => {
    if (!history.state?.sent) return;
    for (const field of forms.flatMap((form) => [...form.elements])) {
      if (field.type === "radio" || field.type === "checkbox") field.checked = false;
      else if (field.type !== "hidden") field.value = "";
    }
  });
})();
