// A field on the page of errors: paste a message or a whole traceback, and see the entries that explain it.
// It knows nothing but the page: the messages are those that the page's headings, code and words quote.
"use strict";

{
  const WORDS = {
    zh: {
      label: "把报错粘到这里",
      hint: "只要最后一行，或者整段 traceback 都行。比较就在这一页里进行，不会发到任何地方。",
      one: "找到一条：",
      many: (count) => `找到 ${count} 条，最像的在前：`,
      none: "这一页没有相近的报错。",
      way: "接下来可以这样查",
    },
    en: {
      label: "Paste your error here",
      hint: "Its last line, or the whole traceback. It is compared right here, on this page, and sent nowhere.",
      one: "One entry fits:",
      many: (count) => `${count} entries fit, the closest first:`,
      none: "Nothing on this page is like it.",
      way: "What you can do now",
    },
  }[document.documentElement.lang === "zh" ? "zh" : "en"];

  const TYPE = /(?:^|[\s:])((?:\w+\.)*\w*(?:Error|Exception|Warning|Interrupt))(?=: |:?$)/;

  /** The error at the end of what was pasted, without what terminals, notebooks and test tools put before it. */
  function lastError(pasted) {
    const lines = pasted.replace(/\x1b\[[\d;]*m/g, "").split(/\r?\n/).map((line) => line.replace(/^(\[rank\d+\]:|E ) */, ""));
    const start = lines.findLastIndex((line) => TYPE.test(line));
    return start < 0 ? lines.filter((line) => line.trim()).at(-1) ?? "" : lines.slice(start).join("\n");
  }

  /** The words of a message, and each two that follow each other: no numbers, addresses, paths or quotes. */
  function features(message) {
    const type = message.match(TYPE);
    const said = type && message.slice(type.index + type[0].length).replace(/^:/, "").trim();
    const words = (said || message)
      .replace(/\bhttps?:\S+|(?<![\w.])(?:[A-Za-z]:|~|\.{1,2})?[\\/][^\s"',:;]+/g, " ")
      .replaceAll("'", "")
      .toLowerCase()
      .match(/\b[a-z_]\w*/g) ?? [];
    return new Set([...words, ...words.slice(1).map((word, place) => `${words[place]} ${word}`)]);
  }

  /** What an element of the page quotes: an error that code prints, or a message in the words. */
  function quotes(element) {
    const found = [];
    for (const code of element.querySelectorAll("code")) {
      if (!code.closest("pre")) {
        found.push(code.textContent);
        continue;
      }
      // The comments from the line of the error on.
      const printed = code.textContent.split("\n").map((line) => line.match(/^\s*# (.*)/)?.[1]);
      const start = printed.findIndex((line) => line && TYPE.test(line));
      if (start >= 0) found.push(printed.slice(start).filter(Boolean).join("\n"));
    }
    return found;
  }

  const entries = [...document.querySelectorAll("article h3[id]")].map((heading) => {
    const messages = quotes(heading);
    for (let next = heading.nextElementSibling; next && !/^H[123]$/.test(next.tagName); next = next.nextElementSibling) {
      messages.push(...quotes(next));
    }
    // One or two words are a name in code, not a message.
    return { heading, messages: messages.map(features).filter((message) => message.size > 4) };
  });

  // What few entries say tells more than what many say; what none says tells that it is another error.
  const count = new Map();
  for (const { messages } of entries) {
    for (const one of new Set(messages.flatMap((message) => [...message]))) count.set(one, (count.get(one) ?? 0) + 1);
  }
  const weight = (all) => [...all].reduce((sum, one) => sum + Math.log(1 + entries.length / (count.get(one) ?? 0.5)), 0);

  /** How much of the two messages is the same: 1 where one is a part of the other. */
  function likeness(asked, message) {
    const shared = weight([...asked].filter((one) => message.has(one)));
    return { share: shared / Math.min(weight(asked), weight(message)), shared };
  }

  function find(pasted) {
    const asked = features(lastError(pasted));
    const found = [];
    for (const { heading, messages } of entries) {
      const likely = messages.map((message) => likeness(asked, message)).filter(({ share, shared }) => share > 0.5 && shared > 8);
      const best = Math.max(...likely.map(({ share, shared }) => share * shared));
      if (likely.length) found.push({ heading, best });
    }
    found.sort((one, other) => other.best - one.best);
    return found.filter(({ best }) => best > found[0].best / 3).slice(0, 5).map(({ heading }) => heading);
  }

  function make(tag, properties, ...children) {
    const element = Object.assign(document.createElement(tag), properties);
    element.append(...children);
    return element;
  }

  function linkTo(heading) {
    const title = heading.cloneNode(true);
    title.querySelector(".headerlink")?.remove();
    return make("li", {}, make("a", { href: `#${heading.id}` }, ...title.childNodes));
  }

  const box = document.querySelector(".error-search");
  const field = make("textarea", { id: "pasted-error", rows: 3, spellcheck: false, autocomplete: "off", placeholder: "RuntimeError: …" });
  const hint = make("p", { id: "pasted-error-hint", className: "hint" }, WORDS.hint);
  const said = make("p", {});
  const list = make("ol", {});
  field.setAttribute("aria-describedby", hint.id);
  said.setAttribute("role", "status");
  box.append(make("label", { htmlFor: field.id }, WORDS.label), field, hint, said, list);

  function answer() {
    const found = field.value.trim() ? find(field.value) : [];
    list.replaceChildren(...found.map(linkTo));
    if (found.length) said.replaceChildren(found.length === 1 ? WORDS.one : WORDS.many(found.length));
    else if (field.value.trim()) said.replaceChildren(WORDS.none, " ", make("a", { href: "#not-found" }, WORDS.way));
    else said.replaceChildren();
  }

  // A screen reader hears the answer once, not at each letter.
  let timer;
  field.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(answer, 300);
  });
}
