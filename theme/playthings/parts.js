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

  // Choices of which one holds: radio buttons in a named group. choices: [[value, label], …].
  let groups = 0;
  function choice(label, choices, chosen, act) {
    const name = `choice-${++groups}`;
    const radios = choices.map(([value, text]) =>
      element("label", {}, element("input", { type: "radio", name, value, checked: value === chosen, onchange: () => act(value) }), element("span", {}, text)),
    );
    return element("fieldset", { class: "choice" }, element("legend", {}, label), ...radios);
  }

  // Read aloud when its text changes; seen by all.
  const live = () => element("p", { class: "says", role: "status" });

  // "{name}" in a sentence becomes values.name.
  const say = (sentence, values) => sentence.replace(/\{(\w+)\}/g, (_, name) => values[name]);

  return { element, drawing, button, slider, choice, live, say };
})();
