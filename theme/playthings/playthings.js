// Opens a plaything in the place of its picture: its script is fetched when the reader asks for it.
//
// A page holds `<figure data-play="NAME" data-words="{…}">` with a picture and a button. NAME.js, beside this file and
// dressed by NAME.css, calls playthings.add(NAME, start, math): `start(place, words)` fills the empty element `place`;
// `math` holds the functions that compute what it shows, for tests to compare with torch.
//
// Classic scripts, not modules: browsers load no modules from file://, where the site is read offline.
"use strict";

const playthings = (() => {
  const folder = new URL("./", document.currentScript.src);
  const loaded = new Map();
  const known = new Map();

  // The promise of a file beside this one, fetched once; one that failed is fetched again.
  function load(file) {
    if (!loaded.has(file)) {
      const element = file.endsWith(".css")
        ? Object.assign(document.createElement("link"), { rel: "stylesheet", href: new URL(file, folder) })
        : Object.assign(document.createElement("script"), { src: new URL(file, folder) });
      loaded.set(file, new Promise((resolve, reject) => {
        element.onload = resolve;
        element.onerror = () => {
          loaded.delete(file);
          element.remove();
          reject(new Error(`${file} did not load`));
        };
        document.head.append(element);
      }));
    }
    return loaded.get(file);
  }

  async function open(figure) {
    const button = figure.querySelector(".play");
    const name = figure.dataset.play;
    const words = JSON.parse(figure.dataset.words);
    button.disabled = true;
    try {
      await Promise.all(["playthings.css", "parts.js"].map(load));
      await Promise.all([`${name}.css`, `${name}.js`].map(load));
    } catch {
      button.disabled = false;
      button.textContent = words.failed;
      return;
    }
    const picture = figure.querySelector("svg");
    const place = document.createElement("div");
    place.className = `plaything plaything-${name}`;
    place.setAttribute("role", "group");
    place.setAttribute("aria-label", picture.getAttribute("aria-label"));
    known.get(name).start(place, words);
    picture.replaceWith(place);
    button.remove();
    place.querySelector("button, input, select, [tabindex]").focus({ preventScroll: true });
  }

  document.addEventListener("click", (event) => {
    const button = event.target.closest("figure[data-play] .play");
    if (button) open(button.closest("figure"));
  });

  return { add: (name, start, math = {}) => known.set(name, { start, math }), load, math: (name) => known.get(name).math };
})();
