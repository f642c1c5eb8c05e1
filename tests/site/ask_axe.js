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

  // The visible elements whose look nobody has judged: the same tags and classes all the way up look the same, on this page
  // as on the last. Hundreds of words of code do, and axe takes seconds for all of them.
  function unjudged(judged) {
    const looks = new Set(judged);
    const elements = [];
    for (const element of document.body.querySelectorAll("*")) {
      if (!speaks(element) || !element.checkVisibility()) continue;
      let look = "";
      for (let at = element; at; at = at.parentElement) look += ` ${at.localName}.${at.getAttribute("class")}`;
      if (looks.has(look)) continue;
      looks.add(look);
      elements.push(element);
    }
    return { elements, looks: [...looks] };
  }

  return {
    // Everything that does not depend on light or dark.
    all: () => ask(document, { rules: Object.fromEntries(COLOR.map((rule) => [rule, { enabled: false }])) }),

    // `judged` is what earlier answers gave as `looks`: in the same colors, at the same width.
    async colors(judged) {
      const { elements, looks } = unjudged(judged);
      const faults = elements.length ? await ask({ include: elements }, { runOnly: COLOR }) : [];
      return { faults, looks };
    },
  };
})();
