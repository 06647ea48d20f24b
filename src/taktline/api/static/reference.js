"use strict";
const box = document.getElementById("search");
const count = document.getElementById("count");
function show() {
  const words = box.value.toLowerCase().split(/\s+/).filter(Boolean);
  let shown = 0;
  for (const entry of document.querySelectorAll("details")) {
    const text = entry.dataset.find;
    entry.hidden = !words.every((word) => text.includes(word));
    if (!entry.hidden) shown += 1;
  }
  for (const group of document.querySelectorAll("section")) {
    group.hidden = !group.querySelector("details:not([hidden])");
  }
  count.textContent = String(shown);
}
box.addEventListener("input", show);
show();
