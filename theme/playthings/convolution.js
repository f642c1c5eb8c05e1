// A window of nine weights slides over a handwritten digit: convolution, one sum at a time.
"use strict";

(() => {
  const range = (count) => Array.from({ length: count }, (_, i) => i);
  const grid = (numbers, columns) => range(numbers.length / columns).map((row) => numbers.slice(row * columns, (row + 1) * columns));

  // Digits of MNIST, 28×28 averaged down to 14×14 without the empty border; gray in tenths of nine, black is 0.
  const digit = (text) => grid([...text].map(Number), 12);
  const IMAGES = {
    2: digit("000000000000000011111000003799999700008854479500003101598100000018961000001587300000017961001372049746889982015898764300000011000000000000000000"),
    4: digit("000000000000000000000300040000000610070000002700170000004500360000028300374466649000033310028000000000035000000000036000000000037000000000014000"),
    5: digit("000000000000000000258500000017984100000068300000000029710000000002882000000000169200004850007700007920007700001785577100000038841000000000000000"),
  };

  const KERNELS = {
    vertical: [-1, 0, 1, -2, 0, 2, -1, 0, 1],
    horizontal: [-1, -2, -1, 0, 0, 0, 1, 2, 1],
    outline: [-1, -1, -1, -1, 8, -1, -1, -1, -1],
    blur: [0.1, 0.1, 0.1, 0.1, 0.2, 0.1, 0.1, 0.1, 0.1],
    sharpen: [0, -1, 0, -1, 5, -1, 0, -1, 0],
  };

  // Without the last bits of a float, in which no two orders of adding agree.
  const tidy = (number) => Math.round(number * 1e6) / 1e6 || 0;

  const outputSize = (size, { padding, stride }) => Math.floor((size + 2 * padding - 3) / stride) + 1;

  // The nine pixels under the window that makes an output; outside the image lie zeros.
  const under = (image, row, column, { padding, stride }) =>
    range(9).map((i) => image[row * stride - padding + Math.floor(i / 3)]?.[column * stride - padding + (i % 3)] ?? 0);

  const products = (pixels, kernel) => pixels.map((pixel, i) => tidy(pixel * kernel[i]));
  const sum = (numbers) => tidy(numbers.reduce((a, b) => a + b, 0));

  function convolve(image, kernel, settings) {
    const places = range(outputSize(image.length, settings));
    return places.map((row) => places.map((column) => sum(products(under(image, row, column, settings), kernel))));
  }

  const SIZE = 12;
  const CELL = 20;
  const RIGHT = (SIZE + 4) * CELL;

  function start(place, words) {
    const { element, drawing, button, choice, lines, live, say, roam } = parts;
    const kinds = {
      vertical: [words.vertical, words.about_vertical],
      horizontal: [words.horizontal, words.about_horizontal],
      outline: [words.outline, words.about_outline],
      blur: [words.blur, words.about_blur],
      sharpen: [words.sharpen, words.about_sharpen],
    };
    // `at` is the number of the output whose window is shown; `filled` holds those that have been computed.
    let image = IMAGES[5];
    let kernel = KERNELS.vertical;
    let settings = { padding: 1, stride: 1 };
    let at = 4 * SIZE + 6;
    let filled = new Set(range(at));
    let output, timer;

    const written = (number) => String(Math.round(number * 100) / 100).replace("-", "−");

    // ---- The picture: the image in its border, the window on it, and the output that it fills ----

    const pixels = drawing("g", { role: "img" });
    const map = drawing("g", { role: "grid", "aria-label": words.output });
    const rays = drawing("path", { class: "rays" });
    const frame = drawing("rect", { class: "frame", width: 3 * CELL, height: 3 * CELL, rx: 3 });
    const picture = drawing("svg", { viewBox: `-2 -2 ${RIGHT + SIZE * CELL + 4} ${(SIZE + 2) * CELL + 4}` }, pixels, map, rays, frame);
    const square = (x, y, at, attributes) => Object.assign(drawing("rect", { x, y, width: CELL, height: CELL, ...attributes }), { at });
    // The output stands beside the middle of the image.
    const down = (row) => (row + (SIZE + 2 - output.length) / 2) * CELL;

    function draw() {
      const { padding, stride } = settings;
      output = convolve(image, kernel, settings);
      const places = range(SIZE + 2 * padding).map((place) => place - padding);
      pixels.setAttribute("aria-label", say(words.image, { size: SIZE, padding }));
      pixels.replaceChildren(...places.flatMap((row) => places.map((column) => {
        const pixel = image[row]?.[column];
        return square((column + 1) * CELL, (row + 1) * CELL, [row, column], pixel === undefined ? { class: "border" } : { class: "pixel", "fill-opacity": pixel / 9 });
      })));
      map.replaceChildren(...output.map((row, i) => drawing("g", { role: "row" }, ...row.map((number, j) =>
        square(RIGHT + j * CELL, down(i), [i, j], { role: "gridcell", "aria-label": said(i, j) })))));
      formula.textContent = `⌊(${SIZE} + 2×${padding} − 3) / ${stride}⌋ + 1 = ${output.length}`;
      code.replaceChildren(...lines(`nn.Conv2d(1, 1, kernel_size=3, padding=${padding}, stride=${stride}, bias=False)`));
    }

    const said = (row, column) => say(words.cell, { row: row + 1, column: column + 1, sum: written(output[row][column]) });

    // Puts the window where it makes output number `to`.
    function move(to) {
      const count = output.length;
      at = (to + count * count) % (count * count);
      filled.add(at);
      const [row, column] = [Math.floor(at / count), at % count];
      const largest = Math.max(...output.flat().map(Math.abs)) || 1;
      map.querySelectorAll("rect").forEach((cell, i) => {
        const number = output.flat()[i];
        cell.setAttribute("class", `${filled.has(i) ? (number < 0 ? "minus" : "plus") : "empty"}${i === at ? " here" : ""}`);
        cell.setAttribute("fill-opacity", filled.has(i) ? Math.abs(number) / largest : 0);
        cell.setAttribute("tabindex", i === at ? 0 : -1);
      });
      const [x, y] = [column, row].map((place) => (place * settings.stride - settings.padding + 1) * CELL);
      const [toX, toY] = [RIGHT + column * CELL, down(row)];
      frame.setAttribute("x", x);
      frame.setAttribute("y", y);
      rays.setAttribute("d", `M${x + 3 * CELL} ${y}L${toX} ${toY}M${x + 3 * CELL} ${y + 3 * CELL}L${toX} ${toY + CELL}`);
      const seen = under(image, row, column, settings);
      fill(gray, words.window, seen);
      fill(product, words.products, products(seen, kernel));
      total.textContent = written(output[row][column]);
      says.textContent = said(row, column);
    }

    // ---- The nine products ----

    const gray = element("div", { class: "matrix", role: "img" });
    const product = element("div", { class: "matrix", role: "img" });
    const total = element("strong");
    const weights = range(9).map((i) => element("input", {
      type: "number", step: "any", "aria-label": say(words.weight, { row: Math.floor(i / 3) + 1, column: (i % 3) + 1 }),
      oninput: ({ target }) => {
        if (Number.isNaN(target.valueAsNumber)) return;
        kernel = kernel.map((old, j) => (j === i ? target.valueAsNumber : old));
        for (const radio of kernels.querySelectorAll("input")) radio.checked = false;
        about.textContent = words.own;
        draw();
        move(at);
      },
    }));

    function fill(matrix, name, numbers) {
      matrix.setAttribute("aria-label", `${name} ${grid(numbers.map(written), 3).map((row) => row.join(" ")).join("; ")}`);
      matrix.replaceChildren(...numbers.map((number) => element("span", {}, written(number))));
    }

    // ---- What the reader can do ----

    const formula = element("code");
    const code = element("code", { class: "written" });
    const about = element("p", { class: "about" });
    const says = live();
    const play = button(words.play, () => (timer ? stop() : run()));

    function stop() {
      clearInterval(timer);
      timer = undefined;
      play.textContent = words.play;
      says.setAttribute("aria-live", "polite");
    }

    function run() {
      if (at === output.length ** 2 - 1) begin();
      play.textContent = words.pause;
      // Nobody wants each of these sums read aloud.
      says.setAttribute("aria-live", "off");
      timer = setInterval(() => {
        move(at + 1);
        if (at === output.length ** 2 - 1 || !place.isConnected) stop();
      }, 90);
    }

    function go(to) {
      stop();
      move(to);
    }

    function begin() {
      filled.clear();
      go(0);
    }

    function complete() {
      filled = new Set(range(output.length ** 2));
      go(at);
    }

    // Another image, kernel or setting: what was computed is computed anew, where the map keeps its size or was full.
    function change(what) {
      const before = output.length;
      const full = filled.size === before ** 2;
      ({ image, kernel, settings } = { image, kernel, settings, ...what });
      weights.forEach((weight, i) => (weight.value = kernel[i]));
      draw();
      if (output.length === before) go(at);
      else begin();
      if (full) complete();
    }

    const kernels = choice(words.kernel, Object.entries(kinds).map(([name, [label]]) => [name, label]), "vertical", (name) => {
      about.textContent = kinds[name][1];
      change({ kernel: KERNELS[name] });
    });
    about.textContent = words.about_vertical;
    draw();
    change({});

    roam(map, (cell) => go(cell.at[0] * output.length + cell.at[1]));
    for (const kind of ["pointerdown", "pointermove"]) {
      pixels.addEventListener(kind, ({ target }) => {
        const [row, column] = target.at.map((one) => Math.min(Math.max(Math.round((one + settings.padding - 1) / settings.stride), 0), output.length - 1));
        go(row * output.length + column);
      });
    }
    const numbers = (...all) => all.map((number) => [number, String(number)]);
    place.append(
      element("div", { class: "row" },
        choice(words.digit, numbers(2, 4, 5), 5, (one) => change({ image: IMAGES[one] })),
        choice(words.padding, numbers(0, 1), 1, (padding) => change({ settings: { ...settings, padding } })),
        choice(words.stride, numbers(1, 2), 1, (stride) => change({ settings: { ...settings, stride } }))),
      kernels, about, picture,
      element("div", { class: "row" }, button(words.back, () => go(at - 1)), button(words.next, () => go(at + 1)), play, button(words.all, complete), button(words.reset, begin)),
      element("div", { class: "products" }, gray, "×", element("div", { class: "matrix", role: "group", "aria-label": words.kernel }, ...weights), "=", product),
      element("p", { class: "sum" }, "Σ = ", total), says, element("p", {}, words.size, " ", formula), code,
    );
  }

  playthings.add("convolution", start, { outputSize, convolve, IMAGES, KERNELS });
})();
