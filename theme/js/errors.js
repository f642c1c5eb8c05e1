// A field on the page of errors: paste a message or all that the terminal showed, and see what on this site explains it.
// js/messages.js does the finding; it and what it knows are fetched when the reader turns to the field.
"use strict";

{
  const own = words.errors;
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
  const hint = make("p", { id: "pasted-error-hint", className: "hint" }, own.hint);
  const said = make("p", {});
  const list = make("ol", {});
  field.setAttribute("aria-describedby", hint.id);
  said.setAttribute("role", "status");
  box.append(make("label", { htmlFor: field.id }, own.label), field, hint, said, list);

  async function answer() {
    const asked = field.value;
    let found = [];
    try {
      await turnTo();
      if (asked.trim()) found = messages.find(asked);
    } catch {
      said.replaceChildren(own.failed);
      return;
    }
    if (asked !== field.value) return;
    list.replaceChildren(...found.map(linkTo));
    if (found.length) said.replaceChildren(found.length === 1 ? own.one : own.many.replace("{count}", found.length));
    else if (asked.trim()) said.replaceChildren(own.none, " ", make("a", { href: "#not-found" }, own.way));
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
