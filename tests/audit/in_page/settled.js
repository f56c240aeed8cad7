// Resolves once the fonts are ready, two frames with them are drawn, and the page is idle.
async () => {
  await document.fonts.ready;
  for (let frame = 0; frame < 2; frame += 1) await new Promise(requestAnimationFrame);
  await new Promise((resolve) => requestIdleCallback(resolve, { timeout: 5_000 }));
  await new Promise(setTimeout); // observers of the last frame come first
}
