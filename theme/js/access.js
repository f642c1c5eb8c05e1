// What Material's script adds to a page, made fit for keyboards and screen readers.
"use strict";

function tidy() {
  // It puts the copy button of each block of code into a <nav>: dozens of nameless landmarks.
  for (const nav of document.querySelectorAll("nav.md-code__nav:not([role])")) nav.setAttribute("role", "none");
  // It lets a wide table scroll, for those who have a pointer.
  for (const box of document.querySelectorAll(".md-typeset__scrollwrap:not([tabindex])")) {
    if (box.scrollWidth > box.clientWidth) box.tabIndex = 0;
  }
}

tidy();
addEventListener("resize", tidy);
new MutationObserver(tidy).observe(document.querySelector("article"), { childList: true, subtree: true });
