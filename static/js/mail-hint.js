// Suggests a correction if the domain of an email address is one typo away from a well-known service.
(() => {
  const services = ["gmail.com", "yahoo.com", "hotmail.com", "outlook.com", "icloud.com", "aol.com", "comcast.net", "verizon.net", "optonline.net"];
  const alsoReal = ["mail.com", "ymail.com", "email.com"];
  const isTypo = (typed, meant) => {
    let start = 0;
    while (start < typed.length && typed[start] === meant[start]) start += 1;
    const [left, right] = [typed.slice(start), meant.slice(start)];
    const swapped = right.length > 1 && left === right[1] + right[0] + right.slice(2);
    return swapped || left.slice(1) === right.slice(1) || left.slice(1) === right || left === right.slice(1);
  };
  const button = (text, act) => {
    const made = document.createElement("button");
    made.type = "button";
    made.textContent = text;
    made.addEventListener("click", act);
    return made;
  };
  for (const box of document.querySelectorAll("[data-mail-hint]")) {
    const line = document.createElement("p");
    line.className = "mail-hint";
    line.setAttribute("role", "status");
    box.after(line);
    const kept = new Set();
    box.addEventListener("change", () => {
      line.replaceChildren();
      const [, name, domain] = box.value.trim().toLowerCase().match(/^(.+)@([^@]+)$/) ?? [];
      if (!name || kept.has(domain) || [...services, ...alsoReal].includes(domain)) return;
      const meant = services.find((service) => isTypo(domain, service));
      if (!meant) return;
      const better = `${box.value.trim().split("@")[0]}@${meant}`;
      const done = () => {
        line.replaceChildren();
        box.focus();
      };
      line.append(
        button(box.dataset.mailHint.replace("%s", better), () => {
          box.value = better;
          done();
        }),
        button(box.dataset.mailKeep, () => {
          kept.add(domain);
          // The server doesn't ask again about what was kept here.
          box.after(Object.assign(document.createElement("input"), { type: "hidden", name: "mail_kept", value: domain }));
          done();
        }),
      );
    });
  }
})();
