// Which chapters the reader has read, and where they left off: kept on the device, shown on the home page and in the
// navigation.
"use strict";

{
  // One key for both languages; how-to.md tells the reader what it holds. A chapter is kept by its address's last name.
  const KEY = "pytorch-tutorial.progress";
  const said = words.progress;

  const nameOf = (address) => new URL(address, location).pathname.replace(/\/(index\.html)?$|\.html$/, "").split("/").pop();

  // A browser that refuses to store throws. Then nothing is said of progress.
  function load() {
    try {
      const { read, at } = JSON.parse(localStorage.getItem(KEY)) ?? {};
      return { read: Array.isArray(read) ? read : [], at: `${at ?? ""}` };
    } catch {
      return null;
    }
  }

  function store(change) {
    try {
      localStorage.setItem(KEY, JSON.stringify({ ...load(), ...change }));
    } catch {}
  }

  function mark(link, read) {
    const known = link.querySelector(".read-mark");
    if (!read) known?.remove();
    if (!read || known) return;
    const mark = document.createElement("span");
    mark.className = "read-mark";
    mark.setAttribute("role", "img");
    mark.setAttribute("aria-label", said.read);
    link.append(mark);
  }

  /** A link to where the reader left, or to the chapter after it, or to the first one not yet read. */
  function wayOn(chapters, { read, at }) {
    const [name, section] = at.split("#");
    const last = chapters.findIndex((link) => nameOf(link.href) === name);
    const open = (link) => !read.includes(nameOf(link.href));
    const next = chapters.slice(Math.max(last, 0)).find(open) ?? chapters.find(open);
    if (!next) return "";
    const way = document.createElement("a");
    way.href = next.href + (next === chapters[last] && section ? `#${section}` : "");
    way.textContent = said.next + next.firstChild.textContent;
    return way;
  }

  function tell(line, progress) {
    const chapters = [...document.querySelectorAll(".path ol a")];
    const count = chapters.filter((link) => progress.read.includes(nameOf(link.href))).length;
    if (!count && !progress.at) {
      line.textContent = said.none;
      return;
    }
    const button = document.createElement("button");
    button.type = "button";
    button.textContent = said.forget;
    button.addEventListener("click", () => {
      localStorage.removeItem(KEY);
      show();
      line.textContent = said.forgotten;
      // The button is gone: the focus goes to what there is to read.
      line.tabIndex = -1;
      line.focus();
    });
    line.replaceChildren(said.some.replace("{read}", count).replace("{all}", chapters.length), " ", wayOn(chapters, progress), " ", button);
  }

  function show() {
    const progress = load();
    if (!progress) return;
    for (const link of document.querySelectorAll(".md-nav--primary a.md-nav__link:not([href*='#']), .path li > a")) {
      mark(link, progress.read.includes(nameOf(link.href)));
    }
    const line = document.querySelector(".progress");
    if (line) tell(line, progress);
  }

  show();
  // On the way back a browser may show this page as it was left.
  addEventListener("pageshow", (event) => event.persisted && show());

  const end = document.getElementById("summary");
  if (end) {
    const name = nameOf(location.href);
    let timer;
    const reached = (entries) => {
      clearTimeout(timer);
      // Not at once: who looks for something below has not read what is above.
      if (entries.at(-1).isIntersecting) timer = setTimeout(read, 2000);
    };
    const read = () => {
      store({ read: [...new Set(load()?.read).add(name)] });
      show();
    };
    new IntersectionObserver(reached, { rootMargin: "9999999px 0px 0px" }).observe(end);
    addEventListener("pagehide", () => store({ at: `${name}#${currentSection()}` }));
  }
}
