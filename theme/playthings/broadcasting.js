// Two shapes, aligned on the right: what broadcasting lends to each, and why some do not fit.
"use strict";

(() => {
  const range = (count) => Array.from({ length: count }, (_, i) => i);
  const written = (shape) => `(${shape.join(", ")}${shape.length === 1 ? "," : ""})`;
  const indices = (shape) => shape.reduce((found, size) => found.flatMap((index) => range(size).map((i) => [...index, i])), [[]]);
  // With `filler` for what is missing on the left.
  const aligned = (numbers, dims, filler) => [...Array(dims - numbers.length).fill(filler), ...numbers];

  // The shape of a + b; where they do not fit, also the dimensions that clash and torch's message, which names the last.
  function broadcast(a, b) {
    const dims = Math.max(a.length, b.length);
    const [left, right] = [aligned(a, dims, 1), aligned(b, dims, 1)];
    const shape = left.map((size, dim) => Math.max(size, right[dim]));
    const clashes = range(dims).filter((dim) => left[dim] !== right[dim] && Math.min(left[dim], right[dim]) > 1);
    if (!clashes.length) return { shape, clashes };
    const dim = clashes.at(-1);
    return { shape, clashes, error: `The size of tensor a (${left[dim]}) must match the size of tensor b (${right[dim]}) at non-singleton dimension ${dim}` };
  }

  // The index of the element of a tensor of this shape that is read for an index of the result.
  const source = (index, shape) => index.slice(index.length - shape.length).map((i, dim) => (shape[dim] === 1 ? 0 : i));

  // a counts 1, 2, 3 …, b counts 10, 20, 30 …
  const UNIT = { a: 1, b: 10 };
  const value = (name, index, shape) => UNIT[name] * (1 + index.reduce((place, i, dim) => place * shape[dim] + i, 0));
  const sum = (index, a, b) => value("a", source(index, a), a) + value("b", source(index, b), b);
  const sums = (a, b) => indices(broadcast(a, b).shape).map((index) => sum(index, a, b));

  function python(name, shape) {
    const tensor = shape.length ? `torch.arange(1, ${indices(shape).length + 1})` : "torch.tensor(1)";
    return `${name} = ${name === "b" ? "10 * " : ""}${tensor}${shape.length > 1 ? `.reshape${written(shape)}` : ""}`;
  }

  const EXAMPLES = [[[3, 1], [4]], [[2, 3, 4], [3, 1]], [[3, 1], [3]], [[3, 4], [3]]];
  const CELL = 40;
  const DEEP = 15;

  function start(place, words) {
    const { element, drawing, button, choice, stepper, lines, live, say, roam, still } = parts;
    let shapes, result, layer;

    const code = element("code", { class: "written" });
    const says = live();
    const layers = element("div");
    const equation = element("p", { class: "sum" });
    const picture = element("div", { class: "picture" });

    // ---- The table: sizes in columns, 0 where a tensor lacks the dimension ----

    const sizes = (name) => aligned(shapes[name], 3, 0);

    // Only on the left may dimensions be missing.
    function resize(name, column, size) {
      const wanted = sizes(name).map((old, dim) => (dim === column ? size : size ? old || Number(dim > column) : dim < column ? 0 : old));
      show({ ...shapes, [name]: wanted.filter(Boolean) });
    }

    const steppers = ["a", "b"].map((name) => range(3).map((column) => stepper(say(words.size, { name, dim: column - 3 }),
      { min: 0, max: 4, said: (size) => size || words.none, shown: (size) => size || "·", less: words.less, more: words.more, act: (size) => resize(name, column, size) })));
    const rules = range(3).map(() => element("td"));
    const results = range(3).map(() => element("td"));
    const row = (name, cells) => element("tr", {}, element("th", { scope: "row" }, name), ...cells);
    const head = (text) => element("th", { scope: "col" }, text);
    const table = element("table", { class: "sizes" },
      element("thead", {}, element("tr", {}, head("dim"), ...["−3", "−2", "−1"].map(head))),
      element("tbody", {}, ...steppers.map((all, at) => row("ab"[at], all.map((one) => element("td", { class: "ab"[at] }, one.element)))),
        element("tr", {}, element("td"), ...rules), row("a + b", results)));

    function rule(a, b) {
      if (!a && !b) return "";
      if (!a || !b) return say(words.missing, { name: a ? "b" : "a" });
      if (a === b) return words.equal;
      if (a > 1 && b > 1) return say(words.clash, { a, b });
      return say(words.stretched, { name: a === 1 ? "a" : "b", size: Math.max(a, b) });
    }

    // ---- The picture: boxes side by side, one layer behind the other; those before the layer shown are glass ----

    function boxes(name, shape) {
      const [depth, height, width] = aligned(shape, 3, 1);
      const solid = shape.length === 3;
      const position = ([k, i, j]) => [j * CELL + k * DEEP, (depth - 1 - k) * DEEP + i * CELL];

      function box(full) {
        const index = full.slice(3 - shape.length);
        const read = shapes[name] ? source(index, shapes[name]) : index;
        const number = shapes[name] ? value(name, read, shapes[name]) : sum(index, shapes.a, shapes.b);
        const owner = aligned(read, 3, 0);
        const lent = String(owner) !== String(full);
        const [k, i, j] = full;
        const [x, y] = position(full);
        const [side, back] = [CELL - 4, DEEP - 4];
        const made = drawing("g", { class: `box${lent ? " lent" : ""}${k < layer ? " glass" : ""}` },
          ...(solid && i === 0 ? [drawing("path", { d: `M${x + 2} ${y + 2}l${back} ${-back}h${side}l${-back} ${back}z` })] : []),
          ...(solid && j === width - 1 ? [drawing("path", { d: `M${x + 2 + side} ${y + 2}l${back} ${-back}v${side}l${-back} ${back}z` })] : []),
          drawing("rect", { x: x + 2, y: y + 2, width: side, height: side, rx: solid ? 2 : 6 }),
          ...(k === layer ? [drawing("text", { x: x + CELL / 2, y: y + CELL / 2 + 6 }, number)] : []));
        const [fromX, fromY] = position(owner);
        return Object.assign(made, { index, owner, full, slide: lent && `translate(${fromX - x}px, ${fromY - y}px)` });
      }

      // From the back to the front: each layer covers what lies behind it.
      const group = drawing("g", {}, ...range(depth).reverse().map((k) =>
        drawing("g", {}, ...range(height).map((i) => drawing("g", {}, ...range(width).map((j) => box([k, i, j])))))));
      const [wide, high] = [width * CELL + (solid && depth * DEEP), height * CELL + (solid && depth * DEEP)];
      const svg = drawing("svg", { class: name, viewBox: `0 ${solid ? -DEEP : 0} ${wide} ${high}` }, group);
      svg.style.setProperty("--wide", wide);
      return { svg, group, wide };
    }

    // Makes the layer shown of the result a grid to walk through.
    function open(group) {
      const grid = group.children[group.children.length - 1 - layer];
      grid.setAttribute("role", "grid");
      grid.setAttribute("aria-label", "c");
      for (const row of grid.children) row.setAttribute("role", "row");
      for (const box of grid.querySelectorAll(".box")) {
        const terms = ["a", "b"].map((name) => `${name}[${source(box.index, shapes[name]).join(", ")}]`);
        box.setAttribute("role", "gridcell");
        box.setAttribute("tabindex", -1);
        box.setAttribute("aria-label", `c[${box.index.join(", ")}] = ${terms.join(" + ")} = ${box.textContent}`);
      }
      const first = grid.querySelector(".box");
      first.setAttribute("tabindex", 0);
      pick(first);
    }

    function draw() {
      const drawn = (result.error ? ["a", "b"] : ["a", "b", "c"]).map((name) => {
        const shape = result.error ? shapes[name] : result.shape;
        const made = boxes(name, shape);
        if (name !== "c") {
          made.group.setAttribute("role", "img");
          made.group.setAttribute("aria-label", say(words.operand, { name, shape: written(shapes[name]), result: written(shape) }));
        }
        return made;
      });
      const sign = (text) => element("span", { "aria-hidden": "true" }, text);
      picture.replaceChildren(...drawn.flatMap(({ svg }, at) => (at ? [sign(" +="[at]), svg] : [svg])));
      // How wide it is in a row, and where a phone leaves room for a + b only.
      picture.style.setProperty("--all", drawn.reduce((sum, { wide }) => sum + wide + CELL, 0));
      picture.style.setProperty("--two", drawn[0].wide + drawn[1].wide + 2 * CELL);
      equation.hidden = Boolean(result.error);
      if (!result.error) open(drawn[2].group);
    }

    function show(wanted) {
      shapes = wanted;
      layer = 0;
      result = broadcast(shapes.a, shapes.b);
      const { shape, clashes, error } = result;
      ["a", "b"].forEach((name, at) => sizes(name).forEach((size, column) => steppers[at][column].show(size)));
      range(3).forEach((column) => {
        const dim = column - 3 + shape.length;
        const broken = clashes.includes(dim);
        rules[column].textContent = rule(sizes("a")[column], sizes("b")[column]);
        rules[column].classList.toggle("broken", broken);
        results[column].textContent = broken ? "✗" : (shape[dim] ?? "");
      });
      code.replaceChildren(...lines(python("a", shapes.a), python("b", shapes.b), "c = a + b"));
      if (error) says.replaceChildren(words.broken, element("code", {}, `RuntimeError: ${error}`));
      else says.textContent = say(words.fits, { shape: written(shape) });
      const depth = error || shape.length < 3 ? 1 : shape[0];
      layers.replaceChildren(...(depth > 1 ? [choice(words.layer, range(depth).map((k) => [k, `c[${k}]`]), 0, (k) => { layer = k; draw(); })] : []));
      draw();
      if (still()) return;
      for (const box of picture.querySelectorAll(".lent")) {
        box.animate({ transform: [box.slide, "none"], opacity: [0, 1] }, { duration: 700, easing: "ease-in-out" });
      }
    }

    // Shows what a cell of the result is the sum of.
    function pick({ index }) {
      for (const box of picture.querySelectorAll(".box")) {
        const name = box.closest(".a, .b")?.classList[0];
        box.classList.toggle("here", String(box.index) === String(index));
        box.classList.toggle("read", Boolean(name) && String(box.full) === String(aligned(source(index, shapes[name]), 3, 0)));
      }
      const reads = ["a", "b"].map((name) => source(index, shapes[name]));
      const bold = (name, text) => element("b", { class: name }, text);
      const [[a, b], [x, y]] = [
        reads.map((read, at) => bold("ab"[at], `${"ab"[at]}[${read.join(", ")}]`)),
        reads.map((read, at) => bold("ab"[at], value("ab"[at], read, shapes["ab"[at]]))),
      ];
      equation.replaceChildren(bold("c", `c[${index.join(", ")}]`), " = ", a, " + ", b, " = ", x, " + ", y, " = ", bold("c", sum(index, shapes.a, shapes.b)));
    }

    roam(picture, pick);
    const examples = EXAMPLES.map(([a, b]) => button(`${written(a)} + ${written(b)}`, () => show({ a, b })));
    show({ a: [3, 1], b: [4] });
    place.append(element("div", { class: "row" }, element("span", {}, words.examples), ...examples), table, code, says, layers, equation, picture);
  }

  playthings.add("broadcasting", start, { broadcast, sums, python });
})();
