// A field on the page of errors: paste a message or all that the terminal showed, and see what on this site explains it.
// js/messages.js does the finding; it and what it knows are fetched when the reader turns to the field.
"use strict";

{
  const WORDS = {
    zh: {
      label: "把报错粘到这里",
      hint: "只要最后一行，或者终端里的一整段都行；没有报错，写下现象也行。比较就在这一页里进行，不会发到任何地方。",
      one: "找到一处：",
      many: (count) => `找到 ${count} 处，最像的在前：`,
      none: "本站没有讲到这个报错。",
      way: "接下来可以这样查",
      failed: "没能加载。请检查网络，再粘一次。",
    },
    en: {
      label: "Paste your error here",
      hint: "Its last line, or all that the terminal shows; or say what is wrong. It is compared right here, on this page, and sent nowhere.",
      one: "One place fits:",
      many: (count) => `${count} places fit, the closest first:`,
      none: "This site does not explain this error.",
      way: "What you can do now",
      failed: "It could not be loaded. Check your connection and paste again.",
    },
  }[document.documentElement.lang === "zh" ? "zh" : "en"];

  const folder = new URL(".", document.currentScript.src);
  // Pages are folders on a host, and files where the site is read from a disk.
  const isFile = location.pathname.endsWith(".html") && !location.pathname.endsWith("/index.html");
  const addressOf = (place) => {
    const [page, id] = place.split("#");
    if (page === "errors") return `#${id}`;
    return isFile ? `${page}.html#${id}` : `${new URL(`../${page}/`, folder)}#${id}`;
  };

  function make(tag, properties, ...children) {
    const element = Object.assign(document.createElement(tag), properties);
    element.append(...children);
    return element;
  }

  function linkTo({ place, title }) {
    const parts = title.split(/`+ ?(.*?) ?`+/).map((part, at) => (at % 2 ? make("code", {}, part) : part));
    return make("li", {}, make("a", { href: addressOf(place) }, ...parts));
  }

  const load = (name) =>
    new Promise((done, failed) => {
      document.head.append(make("script", { src: new URL(name, folder).href, onload: done, onerror: failed }));
    });

  let loaded;
  function turnTo() {
    loaded ??= load("messages.js").then(() => load("known-messages.js"));
    loaded.catch(() => (loaded = undefined));
    return loaded;
  }

  const box = document.querySelector(".error-search");
  const field = make("textarea", { id: "pasted-error", rows: 3, spellcheck: false, autocomplete: "off", placeholder: "RuntimeError: …" });
  const hint = make("p", { id: "pasted-error-hint", className: "hint" }, WORDS.hint);
  const said = make("p", {});
  const list = make("ol", {});
  field.setAttribute("aria-describedby", hint.id);
  said.setAttribute("role", "status");
  box.append(make("label", { htmlFor: field.id }, WORDS.label), field, hint, said, list);

  async function answer() {
    const asked = field.value;
    let found = [];
    try {
      await turnTo();
      if (asked.trim()) found = messages.find(asked);
    } catch {
      said.replaceChildren(WORDS.failed);
      return;
    }
    if (asked !== field.value) return;
    list.replaceChildren(...found.map(linkTo));
    if (found.length) said.replaceChildren(found.length === 1 ? WORDS.one : WORDS.many(found.length));
    else if (asked.trim()) said.replaceChildren(WORDS.none, " ", make("a", { href: "#not-found" }, WORDS.way));
    else said.replaceChildren();
  }

  // A screen reader hears the answer once, not at each letter.
  let timer;
  field.addEventListener("focus", () => turnTo().catch(() => {}));
  field.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(answer, 300);
  });
}
