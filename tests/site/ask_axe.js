// Questions to axe-core, which is loaded before this: each is answered with a sentence for every fault.
"use strict";

window.askAxe = (() => {
  const COLOR = ["color-contrast", "link-in-text-block"];

  async function ask(context, options) {
    const { violations } = await axe.run(context, { resultTypes: ["violations"], ...options });
    return violations.flatMap(({ id, impact, nodes }) =>
      nodes.map(({ target, failureSummary }) => `${id} (${impact}): ${target.join(" ")}: ${failureSummary.replace(/\s+/g, " ")}`),
    );
  }

  const speaks = (element) =>
    element.matches("input, select") || [...element.childNodes].some((node) => node.nodeType === Node.TEXT_NODE && node.data.trim());

  // One visible element of each look: the same tags and classes all the way up. Hundreds of words of code look the same,
  // and axe takes seconds for all of them.
  function looks() {
    const found = new Map();
    for (const element of document.body.querySelectorAll("*")) {
      if (!speaks(element) || !element.checkVisibility()) continue;
      let look = "";
      for (let at = element; at; at = at.parentElement) look += ` ${at.localName}.${at.getAttribute("class")}`;
      if (!found.has(look)) found.set(look, element);
    }
    return [...found.values()];
  }

  return {
    // Everything that does not depend on light or dark.
    all: () => ask(document, { rules: Object.fromEntries(COLOR.map((rule) => [rule, { enabled: false }])) }),
    colors: () => ask({ include: looks() }, { runOnly: COLOR }),
  };
})();
