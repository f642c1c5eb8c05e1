// The graph of y = x² + 2x + 1: forward it computes values, backward gradients, one step at a time.
"use strict";

{
  const { button, drawing, element, live, say, slider } = parts;

  // The values of all nodes, and what backward() brings to each of them.
  function graph(x) {
    const [square, double] = [x * x, 2 * x];
    return {
      values: { x, square, double, y: square + double + 1 },
      // d y / d y, then along each edge: what came, times the derivative of the step itself.
      gradients: { y: 1, square: 1, double: 1, bySquare: 2 * x, byDouble: 2, x: 2 * x + 2 },
    };
  }

  const written = (value) => String(Number(value.toFixed(4))).replace("-", "−");

  const NODES = { x: [50, 118, "x"], square: [180, 62, "x²"], double: [180, 174, "2x"], y: [310, 118, "y"] };
  const EDGES = { xSquare: ["x", "square"], xDouble: ["x", "double"], squareY: ["square", "y"], doubleY: ["double", "y"] };
  // What each step adds to the picture: nodes that get their value, nodes that get their gradient, edges that are walked.
  const STEPS = [
    { said: (words) => words.leaf, values: ["x"] },
    { said: (words) => words.square, values: ["square"], ahead: ["xSquare"] },
    { said: (words) => words.double, values: ["double"], ahead: ["xDouble"] },
    { said: (words) => words.sum, values: ["y"], ahead: ["squareY", "doubleY"] },
    { said: (words) => words.begin, gradients: ["y"] },
    { said: (words) => words.split, gradients: ["square", "double"], back: ["squareY", "doubleY"] },
    { said: (words) => words.first, gradients: ["x"], back: ["xSquare"] },
    { said: (words) => words.second, gradients: ["x"], back: ["xDouble"] },
  ];

  function start(place, words) {
    let step = 0;
    const picture = drawing("svg", { viewBox: "0 0 360 232", role: "img", "font-size": 15, "text-anchor": "middle", fill: "currentColor" });
    const says = live();
    const back = button(words.back, () => go(step - 1));
    const next = button(words.next, () => go(step + 1));
    const knob = slider("x", { min: -4, max: 4, step: 0.5, value: 3, said: written, act: () => show() });
    place.append(knob.row, picture, says, element("div", { class: "row" }, back, next, button(words.reset, () => go(0))));

    function go(to) {
      step = Math.min(Math.max(to, 0), STEPS.length - 1);
      show();
    }

    function show() {
      const { values, gradients } = graph(knob.input.valueAsNumber);
      const walked = STEPS.slice(0, step + 1);
      const has = (kind, name) => walked.some((one) => one[kind]?.includes(name));
      // x gets its gradient in two parts, and until the second has come it holds the first.
      const atX = has("back", "xDouble") ? gradients.x : gradients.bySquare;
      const slopes = { xSquare: gradients.bySquare, xDouble: gradients.byDouble, squareY: 1, doubleY: 1 };

      picture.replaceChildren(
        ...Object.entries(EDGES).map(([name, [from, to]]) => {
          const [x1, y1, x2, y2] = [NODES[from][0] + 44, NODES[from][1], NODES[to][0] - 44, NODES[to][1]];
          const now = STEPS[step].ahead?.includes(name) || STEPS[step].back?.includes(name);
          const kind = has("back", name) ? "back" : has("ahead", name) ? "ahead" : "waiting";
          const label = has("back", name) ? [drawing("text", { x: (x1 + x2) / 2, y: (y1 + y2) / 2 + 5, class: "slope" }, `×${written(slopes[name])}`)] : [];
          return drawing("g", { class: `edge ${kind}${now ? " now" : ""}` }, drawing("line", { x1, y1, x2, y2 }), ...label);
        }),
        ...Object.entries(NODES).map(([name, [x, y, title]]) => {
          const now = STEPS[step].values?.includes(name) || STEPS[step].gradients?.includes(name);
          const texts = [drawing("text", { x, y: y - 28, class: "title" }, title)];
          if (has("values", name)) texts.push(drawing("text", { x, y: y + 5, class: "value" }, written(values[name])));
          if (has("gradients", name)) {
            const gradient = name === "x" ? atX : gradients[name];
            texts.push(drawing("text", { x, y: y + 41, class: "gradient" }, `grad ${written(gradient)}`));
          }
          return drawing("g", { class: `node${has("values", name) ? " known" : ""}${now ? " now" : ""}` }, drawing("rect", { x: x - 42, y: y - 20, width: 84, height: 40, rx: 10 }), ...texts);
        }),
      );
      says.textContent = say(STEPS[step].said(words), Object.fromEntries([
        ...Object.entries(values).map(([name, value]) => [name, written(value)]),
        ["bySquare", written(gradients.bySquare)],
        ["gradient", written(gradients.x)],
      ]));
      picture.setAttribute("aria-label", says.textContent);
      back.disabled = step === 0;
      next.disabled = step === STEPS.length - 1;
    }

    show();
  }

  playthings.add("graph", start, { graph });
}
