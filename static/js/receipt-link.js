// Fills in reference and secret from the QR code's address, and removes them from the address. They are
// in the fragment, which browsers send to no server.
(() => {
  const [, reference, secret] = location.hash.match(/^#([0-9A-Za-z-]{8,12})\.([0-9A-Za-z-]{20,30})$/) ?? [];
  const boxes = ["reference", "secret"].map((name) => document.querySelector(`input[name=${name}]`));
  if (!secret || boxes.includes(null)) return;
  [boxes[0].value, boxes[1].value] = [reference, secret];
  history.replaceState(history.state, "", location.pathname);
})();
