// One strip of memory, read in many shapes: what reshape and permute do to strides.
"use strict";

(() => {
  const range = (count) => Array.from({ length: count }, (_, i) => i);
  const written = (numbers) => `(${numbers.join(", ")}${numbers.length === 1 ? "," : ""})`;

  // A tensor is { strip, shape, stride }.
  const contiguousStride = (shape) => shape.map((_, dim) => shape.slice(dim + 1).reduce((a, b) => a * b, 1));
  const arange = (count, shape) => ({ strip: range(count), shape, stride: contiguousStride(shape) });

  function isContiguous({ shape, stride }) {
    const expected = contiguousStride(shape);
    return shape.every((size, dim) => size === 1 || stride[dim] === expected[dim]);
  }

  // Every index of a shape, in reading order.
  const indices = (shape) => shape.reduce((found, size) => found.flatMap((index) => range(size).map((i) => [...index, i])), [[]]);
  const placeOf = (index, stride) => index.reduce((sum, i, dim) => sum + i * stride[dim], 0);
  const values = ({ strip, shape, stride }) => indices(shape).map((index) => strip[placeOf(index, stride)]);

  const permute = ({ strip, shape, stride }, order) => ({ strip, shape: order.map((dim) => shape[dim]), stride: order.map((dim) => stride[dim]) });

  // The strides that read the same strip in another shape, or null: the rule of torch's `view` (computeStride in ATen).
  // It walks from the last dimension, gathers dimensions that follow each other in memory, and cuts each such run anew.
  function viewStride({ shape, stride }, wanted) {
    const found = [];
    let view = wanted.length - 1;
    let step = stride.at(-1);
    let run = 1;
    let cut = 1;
    for (let dim = shape.length - 1; dim >= 0; dim--) {
      run *= shape[dim];
      if (dim > 0 && (shape[dim - 1] === 1 || stride[dim - 1] === run * step)) continue;
      while (view >= 0 && (cut < run || wanted[view] === 1)) {
        found[view] = cut * step;
        cut *= wanted[view--];
      }
      if (cut !== run) return null;
      step = stride[dim - 1];
      run = cut = 1;
    }
    return view < 0 ? found : null;
  }

  function reshape(tensor, shape) {
    const stride = viewStride(tensor, shape);
    return stride ? { ...tensor, shape, stride } : { strip: values(tensor), shape, stride: contiguousStride(shape) };
  }

  // All shapes of up to three dimensions greater than 1.
  const shapesOf = (count, dims = 3) =>
    dims === 0 ? [] : [[count], ...range(count).filter((size) => size > 1 && count % size === 0)
      .flatMap((size) => shapesOf(count / size, dims - 1).map((shape) => [size, ...shape]))].sort((a, b) => a.length - b.length);

  const ORDERS = [, [], [[1, 0]], [[0, 2, 1], [1, 0, 2], [1, 2, 0], [2, 0, 1], [2, 1, 0]]];
  const ERROR = "view size is not compatible with input tensor's size and stride (at least one dimension spans across two contiguous subspaces). Use .reshape(...) instead.";

  // A step in Python; and the steps taken, where one that makes the step before it needless takes its place.
  const python = ({ shape, order }) => (shape ? `.reshape(${shape.join(", ")})` : order.length === 2 ? ".T" : `.permute(${order.join(", ")})`);
  function taken(steps, step) {
    const last = steps.at(-1);
    if (step.shape && last?.shape && !last.copied) return [...steps.slice(0, -1), step];
    if (!step.order || !last?.order) return [...steps, step];
    const order = step.order.map((dim) => last.order[dim]);
    return [...steps.slice(0, -1), ...(order.every((dim, i) => dim === i) ? [] : [{ order }])];
  }

  function start(place, words) {
    const { element, button, choice, lines, live, say, roam, fly } = parts;
    let count, tensor, steps;

    const shapes = element("div", { class: "row", role: "group", "aria-label": "reshape" });
    const orders = element("div", { class: "row", role: "group", "aria-label": "permute" });
    const code = element("code", { class: "written" });
    const facts = element("dl", { class: "facts" });
    const says = live();
    const strip = element("div", { class: "strip", role: "img" });
    const sum = element("p", { class: "sum" });
    const grid = element("div", { class: "tensor", role: "grid", "aria-label": "x" });

    const colored = (dim, text) => element("b", { class: `dim-${dim}` }, text);
    const between = (sign, all) => all.flatMap((one, at) => (at ? [sign, one] : [one]));

    function cell(number, attributes) {
      const made = element("div", { class: "cell", ...attributes }, number);
      made.style.setProperty("--t", `${Math.round((100 * number) / (count - 1))}%`);
      return made;
    }

    // Shows what a cell of the tensor reads, and where the cells after it lie.
    function pick(chosen) {
      const index = chosen.index;
      const { shape, stride } = tensor;
      const offset = placeOf(index, stride);
      for (const one of grid.querySelectorAll(".here")) one.classList.remove("here");
      chosen.classList.add("here");
      [...strip.children].forEach((slot, at) => {
        slot.classList.toggle("here", at === offset);
        const dim = stride.findIndex((step, dim) => index[dim] + 1 < shape[dim] && at === offset + step);
        slot.firstChild.replaceChildren(...(dim < 0 ? [] : [colored(dim, `${"ijk"[dim]}+1`)]));
      });
      const products = index.map((i, dim) => element("span", {}, colored(dim, i), `·${stride[dim]}`));
      sum.replaceChildren("x[", ...between(", ", index.map((i, dim) => colored(dim, i))), "] → ", ...between(" + ", products), " = ", element("strong", {}, offset));
    }

    function draw() {
      const { shape, stride } = tensor;
      code.replaceChildren(...lines(`x = torch.arange(${count})${steps.map(python).join("")}`));
      strip.setAttribute("aria-label", say(words.strip, { numbers: tensor.strip.join(" ") }));
      strip.replaceChildren(...tensor.strip.map((number, at) =>
        element("div", {}, element("small"), cell(number, { "data-fly": `strip ${number}` }), element("small", {}, at))));

      const cells = indices(shape).map((index) => {
        const number = tensor.strip[placeOf(index, stride)];
        const arithmetic = `${index.map((i, dim) => `${i}·${stride[dim]}`).join(" + ")} = ${placeOf(index, stride)}`;
        const label = say(words.cell, { index: index.join(", "), number, arithmetic });
        return Object.assign(cell(number, { role: "gridcell", tabindex: -1, "aria-label": label, "data-fly": `cell ${number}` }), { index });
      });
      const [columns, height = 1, blocks] = [...shape].reverse();
      const rows = range(count / columns).map((row) => element("div", { role: "row" }, ...cells.slice(row * columns, (row + 1) * columns)));
      grid.replaceChildren(...range(blocks ?? 1).map((block) =>
        element("div", { role: "rowgroup" }, ...(blocks ? [element("small", { "aria-hidden": "true" }, `x[${block}]`)] : []), ...rows.slice(block * height, (block + 1) * height))));
      grid.style.setProperty("--columns", blocks ? 2 * columns + 1 : columns);
      cells[0].tabIndex = 0;

      const fact = (name, ...value) => element("div", {}, element("dt", {}, name), element("dd", {}, ...value));
      const tuple = (numbers) => ["(", ...between(", ", numbers.map((number, dim) => colored(dim, number))), numbers.length === 1 ? ",)" : ")"];
      facts.replaceChildren(fact("shape", ...tuple(shape)), fact("stride()", ...tuple(stride)), fact("is_contiguous()", isContiguous(tensor) ? "True" : "False"));

      for (const one of shapes.querySelectorAll("button")) {
        const copies = !viewStride(tensor, one.shape);
        one.classList.toggle("copies", copies);
        one.setAttribute("aria-pressed", one.textContent === written(shape));
        one.setAttribute("aria-label", copies ? say(words.copies, { shape: one.textContent }) : one.textContent);
      }
      orders.replaceChildren(
        element("span", {}, "permute"),
        ...ORDERS[shape.length].map((order) => button(order.length === 2 ? "x.T" : written(order), () => step({ order }))),
        shape.length === 1 ? element("span", {}, words.alone) : "",
      );
      pick(cells.find(({ index }) => index.every((i) => i === 1)) ?? cells[5]);
    }

    function step(made) {
      const pressed = [...orders.children].indexOf(document.activeElement);
      const old = tensor.strip;
      tensor = made.shape ? reshape(tensor, made.shape) : permute(tensor, made.order);
      const copied = tensor.strip !== old;
      steps = taken(steps, { ...made, copied });
      fly(place, draw);
      orders.children[pressed]?.focus();
      if (made.order) says.textContent = words.permuted + (shapes.querySelector(".copies") ? words.dashed : "");
      else if (!copied) says.textContent = words.viewed;
      else says.replaceChildren(say(words.copied, { shape: made.shape.join(", ") }), element("code", {}, `RuntimeError: ${ERROR}`));
    }

    function begin(size) {
      const shape = size === 12 ? [3, 4] : [2, 3, 4];
      count = size;
      tensor = arange(size, shape);
      steps = [{ shape }];
      shapes.replaceChildren(element("span", {}, "reshape"),
        ...shapesOf(size).map((shape) => Object.assign(button(written(shape), () => step({ shape })), { shape })));
      draw();
      says.textContent = words.begin;
    }

    roam(grid, pick);
    strip.addEventListener("pointerover", ({ target }) => {
      const at = [...strip.children].findIndex((slot) => slot.contains(target));
      const reader = [...grid.querySelectorAll("[role=gridcell]")].find(({ index }) => placeOf(index, tensor.stride) === at);
      if (reader) pick(reader);
    });
    begin(12);
    const numbers = choice(words.numbers, [[12, "12"], [24, "24"]], 12, begin);
    place.append(element("div", { class: "row apart" }, numbers, button(words.reset, () => begin(count))), shapes, orders, code, facts, says, strip, sum, grid);
  }

  playthings.add("strides", start, { arange, reshape, permute, values, isContiguous, shapesOf, viewStride, ERROR });
})();
