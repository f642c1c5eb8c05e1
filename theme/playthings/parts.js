// What playthings are made of.
"use strict";

const parts = (() => {
  const SVG = "http://www.w3.org/2000/svg";

  function fill(element, attributes, children) {
    for (const [name, value] of Object.entries(attributes)) {
      if (name.startsWith("on")) element.addEventListener(name.slice(2), value);
      else if (value === true) element.setAttribute(name, "");
      else if (value !== false && value !== undefined) element.setAttribute(name, value);
    }
    element.append(...children);
    return element;
  }

  // element("button", { type: "button", onclick: act }, "Go"): an HTML element; `on…` listens.
  const element = (tag, attributes = {}, ...children) => fill(document.createElement(tag), attributes, children);
  // The same for SVG.
  const drawing = (tag, attributes = {}, ...children) => fill(document.createElementNS(SVG, tag), attributes, children);

  const button = (label, onclick) => element("button", { type: "button", onclick }, label);

  // A named slider that says its value: act(value) on every change. Returns { row, input, show }; show() is for who sets
  // input.value from elsewhere.
  function slider(label, { min, max, step, value, said = String, act }) {
    const input = element("input", { type: "range", min, max, step, value });
    const output = element("output");
    const show = () => {
      output.textContent = said(input.valueAsNumber);
      input.setAttribute("aria-valuetext", output.textContent);
    };
    input.addEventListener("input", () => {
      show();
      act(input.valueAsNumber);
    });
    show();
    return { row: element("label", { class: "slider" }, element("span", {}, label), input, output), input, show };
  }

  // A named number between two small buttons, also set by the arrow keys and by typing a digit: act(number) on every wish.
  // Returns { element, show }; show(number) writes it.
  function stepper(label, { min, max, said, shown = String, less, more, act }) {
    let now = min;
    const wish = (number) => {
      if (number >= min && number <= max) act(number);
    };
    const number = element("span", {
      role: "spinbutton",
      tabindex: 0,
      "aria-label": label,
      "aria-valuemin": min,
      "aria-valuemax": max,
      onkeydown: (event) => {
        const wanted = { ArrowUp: now + 1, ArrowDown: now - 1, Home: min, End: max }[event.key] ?? parseInt(event.key, 10);
        if (Number.isNaN(wanted)) return;
        event.preventDefault();
        wish(wanted);
      },
    });
    // Not in the way of the Tab key, which finds the number.
    const by = (step, sign, word) =>
      element("button", { type: "button", tabindex: -1, "aria-label": `${label}: ${word}`, onclick: () => wish(now + step) }, sign);
    function show(to) {
      now = to;
      number.textContent = shown(to);
      number.setAttribute("aria-valuenow", to);
      number.setAttribute("aria-valuetext", said(to));
    }
    return { element: element("div", { class: "stepper" }, by(-1, "−", less), number, by(1, "+", more)), show };
  }

  // Choices of which one holds: radio buttons in a named group. choices: [[value, label], …].
  let groups = 0;
  function choice(label, choices, chosen, act) {
    const name = `choice-${++groups}`;
    const radios = choices.map(([value, text]) =>
      element("label", {}, element("input", { type: "radio", name, value, checked: value === chosen, onchange: () => act(value) }), element("span", {}, text)),
    );
    return element("fieldset", { class: "choice" }, element("legend", {}, label), ...radios);
  }

  // The arrow keys, Home and End lead through the cells of a role=grid, whose first has tabindex 0, row after row;
  // pick(cell) hears which one has the focus or the pointer.
  function roam(grid, pick) {
    const cellOf = (event) => event.target.closest("[role=gridcell]");
    const rows = () => Array.from(grid.querySelectorAll("[role=row]"), (row) => [...row.querySelectorAll("[role=gridcell]")]);
    grid.addEventListener("focusin", (event) => {
      const cell = cellOf(event);
      grid.querySelector("[tabindex='0']")?.setAttribute("tabindex", -1);
      cell.setAttribute("tabindex", 0);
      pick(cell);
    });
    grid.addEventListener("pointerover", (event) => {
      if (cellOf(event)) pick(cellOf(event));
    });
    grid.addEventListener("keydown", (event) => {
      const all = rows();
      const row = all.findIndex((cells) => cells.includes(event.target));
      const column = all[row].indexOf(event.target);
      const wanted = {
        ArrowLeft: [row, column - 1],
        ArrowRight: [row, column + 1],
        ArrowUp: [row - 1, column],
        ArrowDown: [row + 1, column],
        Home: [row, 0],
        End: [row, all[row].length - 1],
      }[event.key];
      if (!wanted) return;
      event.preventDefault();
      all[wanted[0]]?.[wanted[1]]?.focus();
    });
  }

  // Whether the reader wants nothing to move by itself.
  const still = () => matchMedia("(prefers-reduced-motion: reduce)").matches;

  // Lets change() rearrange what is in `place`; then each element flies from where the one with its data-fly was.
  function fly(place, change) {
    const found = () => [...place.querySelectorAll("[data-fly]")];
    const before = new Map(found().map((one) => [one.dataset.fly, one.getBoundingClientRect()]));
    change();
    if (still()) return;
    for (const one of found()) {
      const from = before.get(one.dataset.fly);
      const to = one.getBoundingClientRect();
      if (!from) continue;
      const move = `translate(${from.x - to.x}px, ${from.y - to.y}px) scale(${from.width / to.width})`;
      one.animate({ transform: [move, "none"], transformOrigin: ["0 0", "0 0"] }, { duration: 600, easing: "ease-in-out" });
    }
  }

  // Lines of Python for an element of class "written", which breaks them, if it must, before the dot of a method.
  const lines = (...all) =>
    all.map((line) => element("span", {}, ...line.split(/(?=\.[a-z])/).flatMap((part) => [element("wbr"), element("span", {}, part)])));

  // Read aloud when its text changes; seen by all.
  const live = () => element("p", { class: "says", role: "status" });

  // "{name}" in a sentence becomes values.name.
  const say = (sentence, values) => sentence.replace(/\{(\w+)\}/g, (_, name) => values[name]);

  // What Python's base64 has packed.
  const bytes = (base64) => Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0));

  return { element, drawing, button, slider, stepper, choice, roam, still, fly, lines, live, say, bytes };
})();
