// The link to the other language goes to the section that is being read: both languages share their heading ids.
"use strict";

function currentSection() {
  const headings = document.querySelectorAll("article :is(h2, h3, h4)[id]");
  const top = document.querySelector(".md-header").getBoundingClientRect().bottom + 32;
  let current = "";
  for (const heading of headings) {
    // A heading in a folded block or a closed tab has no box.
    if (heading.getClientRects().length === 0) continue;
    if (heading.getBoundingClientRect().top > top) break;
    current = heading.id;
  }
  return current;
}

const link = document.querySelector("[data-language-switch]");
if (link) {
  // Keyboard and middle click included: each of these comes before the browser reads the address.
  for (const event of ["click", "auxclick", "contextmenu"]) {
    link.addEventListener(event, () => (link.hash = currentSection()));
  }
}
