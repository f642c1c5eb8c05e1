// What Material's script adds to a page, made fit for keyboards and screen readers.
"use strict";

// What scrolls sideways scrolls with keys, too. Material sees to tables for those alone who have a pointer, and to a block
// of code only once it has been in view.
function tidy() {
  const boxes = [...document.querySelectorAll(":is(.md-typeset__scrollwrap, pre > code):not([tabindex])")];
  for (const box of boxes.filter(({ scrollWidth, clientWidth }) => scrollWidth > clientWidth)) box.tabIndex = 0;
}

tidy();
addEventListener("resize", tidy);
new MutationObserver(tidy).observe(document.querySelector("article"), { childList: true, subtree: true });

// The drawer of a phone, with a button that keys reach: the focus goes in; Escape closes it, and so does a focus that
// leaves it. The page for what is missing has no navigation.
const navigation = document.querySelector(".md-nav--primary");
const opens = document.querySelector(".md-header [for=__drawer]");
if (navigation) {
  const drawer = document.getElementById("__drawer");
  const opener = document.createElement("button");
  opener.type = "button";
  opener.setAttribute("aria-label", navigation.getAttribute("aria-label"));
  opener.setAttribute("aria-expanded", "false");
  opener.append(...opens.childNodes);
  opens.append(opener);
  opener.addEventListener("click", () => drawer.click());
  drawer.addEventListener("change", () => {
    opener.setAttribute("aria-expanded", drawer.checked);
    if (!drawer.checked || !opener.matches(":focus-visible")) return;
    const inside = document.querySelectorAll(".md-nav--primary .md-nav__list :is(a, input)");
    [...inside].find((one) => one.checkVisibility({ visibilityProperty: true }))?.focus();
  });
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || !drawer.checked) return;
    drawer.click();
    opener.focus();
  });
  document.addEventListener("focusin", ({ target }) => {
    if (drawer.checked && target !== opener && !target.closest(".md-sidebar--primary")) drawer.click();
  });
} else {
  opens.remove();
}
