// Keeps what was typed when the language is changed in the middle of a form: sends it to the form's own address,
// which stores nothing and shows the form in that language. "always": even if nothing was typed.
(() => {
  const form = document.querySelector("form[data-in-language]");
  if (!form?.requestSubmit) return;
  const isTyped = ({ type, value, defaultValue, checked, defaultChecked }) =>
    checked !== defaultChecked || (/text|tel|email/.test(type) && value !== defaultValue);
  for (const link of document.querySelectorAll(".language-link")) {
    link.addEventListener("click", (event) => {
      if (event.ctrlKey || event.metaKey || event.shiftKey) return; // another tab or window
      if (form.closest("[hidden]")) return; // by idle.js
      if (!form.dataset.inLanguage && ![...form.elements].some(isTyped)) return;
      event.preventDefault();
      const wanted = document.createElement("input");
      Object.assign(wanted, { type: "hidden", name: "in_language", value: link.lang });
      form.append(wanted);
      form.requestSubmit();
      wanted.remove();
    });
  }
})();
