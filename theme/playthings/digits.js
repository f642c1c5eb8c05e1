// The digit pad: what the reader draws is made to look like MNIST's digits, as tutorial_lib/mnist/images.py does, and read
// by the network that the MNIST project trained. digits-network.js holds its int8 weights (tutorial_lib/mnist/export.py);
// strokes.js leaves out what is not the digit.
"use strict";

{
  const { element, button, bytes, live, say } = parts;

  // ---- From ink to the image that the network reads: `center` of tutorial_lib/mnist/images.py, step by step ----

  const [IMAGE, BOX, MIDDLE, FAINT, DARK, TIE] = [28, 20, 14, 0.3, 230 / 255, 1e-9];
  const round = (value) => Math.floor(value + 0.5 + TIE);

  // The means of `row` (a function of the place) over `after` equal stretches of its `before` places.
  function means(row, before, after) {
    const stretch = before / after;
    return Array.from({ length: after }, (_, to) => {
      const [start, end] = [to * stretch, to * stretch + stretch];
      let sum = 0;
      for (let from = Math.floor(start); from < Math.min(before, end); from++) {
        sum += (Math.max(Math.min(from + 1, end) - Math.max(from, start), 0) / stretch) * row(from);
      }
      return sum;
    });
  }

  // Ink from 0 to 1, row by row -> 28 × 28 grays from 0 to 255, or null where there is no ink.
  function center(ink, height, width) {
    let [top, bottom, left, right] = [height, -1, width, -1];
    for (let y = 0; y < height; y++) {
      for (let x = 0; x < width; x++) {
        if (ink[y * width + x] > FAINT) {
          [top, bottom] = [Math.min(top, y), Math.max(bottom, y)];
          [left, right] = [Math.min(left, x), Math.max(right, x)];
        }
      }
    }
    if (bottom < 0) return null;
    const [tall, wide] = [bottom - top + 1, right - left + 1];
    const longer = Math.max(tall, wide);
    const [rows, columns] = [tall, wide].map((side) => Math.max(1, round((BOX * side) / longer)));
    const narrow = Array.from({ length: tall }, (_, y) => means((x) => ink[(top + y) * width + left + x], wide, columns));
    const across = Array.from({ length: columns }, (_, x) => means((y) => narrow[y][x], tall, rows));

    const levels = across.flat().filter((value) => value > 0).sort((one, other) => one - other);
    const darker = Math.max(1, DARK / levels[Math.floor((3 * levels.length) / 4)]);
    let [mass, row, column] = [0, 0, 0];
    for (let x = 0; x < columns; x++) {
      for (let y = 0; y < rows; y++) {
        const value = (across[x][y] = Math.min(across[x][y] * darker, 1));
        [mass, row, column] = [mass + value, row + value * y, column + value * x];
      }
    }
    const inside = (place, side) => Math.min(Math.max(round(place), 0), IMAGE - side);
    const [down, along] = [inside(MIDDLE - row / mass, rows), inside(MIDDLE - column / mass, columns)];
    const image = new Uint8Array(IMAGE * IMAGE);
    for (let x = 0; x < columns; x++) {
      for (let y = 0; y < rows; y++) image[(down + y) * IMAGE + along + x] = round(across[x][y] * 255);
    }
    return image;
  }

  // ---- The network ----

  function decode({ mean, std, layers, content }) {
    const { buffer } = bytes(content);
    return {
      mean,
      std,
      layers: layers.map(({ shape: [rows, columns, side = 1], pool, weight, scale, bias }) => ({
        rows,
        columns,
        side, // of a convolution's window; a fully connected layer has none, and works as one over a single place
        pool,
        weight: Float64Array.from(new Int8Array(buffer, weight, rows * columns * side * side)),
        scale: new Float32Array(buffer, scale, rows),
        bias: new Float32Array(buffer, bias, rows),
      })),
    };
  }

  // What the window of a convolution covers at each of its places, one place after the other.
  function windows(input, size, { columns, side }) {
    const places = size - side + 1;
    const patches = new Float64Array(places * places * columns * side * side);
    let at = 0;
    for (let y = 0; y < places; y++) {
      for (let x = 0; x < places; x++) {
        for (let column = 0; column < columns; column++) {
          for (let down = 0; down < side; down++) {
            const from = (column * size + y + down) * size + x;
            for (let along = 0; along < side; along++) patches[at++] = input[from + along];
          }
        }
      }
    }
    return patches;
  }

  function dot(one, from, other, start, length) {
    let sum = 0;
    for (let place = 0; place < length; place++) sum += one[from + place] * other[start + place];
    return sum;
  }

  // 28 × 28 grays -> what each layer gives, map after map; the last one's are the logits.
  function forward({ mean, std, layers }, image) {
    const outputs = [];
    let input = Float64Array.from(image, (gray) => (gray / 255 - mean) / std);
    let size = IMAGE;
    for (const layer of layers) {
      const { rows, columns, side, pool, weight, scale, bias } = layer;
      const lowest = outputs.length < layers.length - 1 ? 0 : -Infinity;
      if (columns * size * size !== input.length) size = 1; // fully connected: each number is a map of its own
      const patches = windows(input, size, layer);
      const [places, length] = [size - side + 1, columns * side * side];
      const pooled = Math.floor(places / pool);
      const output = new Float64Array(rows * pooled * pooled);
      for (let row = 0; row < rows; row++) {
        const largest = output.subarray(row * pooled * pooled, (row + 1) * pooled * pooled).fill(-Infinity);
        for (let y = 0; y < pooled * pool; y++) {
          for (let x = 0; x < pooled * pool; x++) {
            const to = Math.floor(y / pool) * pooled + Math.floor(x / pool);
            largest[to] = Math.max(largest[to], dot(weight, row * length, patches, (y * places + x) * length, length));
          }
        }
        for (let to = 0; to < largest.length; to++) largest[to] = Math.max(scale[row] * largest[to] + bias[row], lowest);
      }
      outputs.push((input = output));
      size = pooled;
    }
    return outputs;
  }

  function softmax(logits) {
    const largest = Math.max(...logits);
    const powers = Array.from(logits, (logit) => Math.exp(logit - largest));
    const sum = powers.reduce((one, other) => one + other);
    return powers.map((power) => power / sum);
  }

  // ---- The pad ----

  const SIDE = 280; // its pixels; on the screen it may be smaller or larger
  const PEN = 11; // half of the stroke's width in these: about as wide as MNIST's, once the digit is made small

  // Draws into `ink` the stroke from one point to another. Not left to the canvas: what some browsers read back from a
  // canvas has noise against tracking, and a digit must be the same in all.
  function stroke(ink, [x1, y1], [x2, y2]) {
    const [dx, dy] = [x2 - x1, y2 - y1];
    const length = dx * dx + dy * dy;
    const clip = (value) => Math.min(Math.max(value, 0), SIDE);
    for (let y = clip(Math.floor(Math.min(y1, y2) - PEN - 1)); y < clip(Math.max(y1, y2) + PEN + 1); y++) {
      for (let x = clip(Math.floor(Math.min(x1, x2) - PEN - 1)); x < clip(Math.max(x1, x2) + PEN + 1); x++) {
        const [px, py] = [x + 0.5 - x1, y + 0.5 - y1];
        const along = length ? Math.min(Math.max((px * dx + py * dy) / length, 0), 1) : 0;
        const away = Math.hypot(px - along * dx, py - along * dy);
        const covered = Math.min(Math.max(PEN + 0.5 - away, 0), 1);
        if (covered > ink[y * SIDE + x]) ink[y * SIDE + x] = covered;
      }
    }
  }

  // Paints values from 0 to 1 as black on white, or in the color [r, g, b], one pixel each.
  function paint(canvas, values, [r, g, b] = [28, 24, 20]) {
    const image = new ImageData(canvas.width, canvas.height);
    values.forEach((value, place) => image.data.set([r, g, b, round(value * 255)], 4 * place));
    canvas.getContext("2d").putImageData(image, 0, 0);
  }

  function start(place, words) {
    const ink = new Float32Array(SIDE * SIDE);
    let network = null;
    let samples = null;
    let waiting = false;
    let pen = [SIDE / 2, SIDE / 2]; // the keyboard's
    let down = false;

    const canvas = element("canvas", { width: SIDE, height: SIDE });
    const tip = element("span", { class: "pen" });
    const hint = element("span", { class: "hint", "aria-hidden": "true" }, words.hint);
    const pad = element("div", { class: "pad", tabindex: 0, role: "application", "aria-label": words.pad }, canvas, hint, tip);
    const bars = Array.from({ length: 10 }, (_, digit) => {
      const bar = element("span", { class: "bar" });
      const share = element("span", { class: "share" });
      return { bar, share, row: element("li", {}, element("b", {}, String(digit)), element("span", { class: "track" }, bar), share) };
    });
    const seen = element("canvas", { width: IMAGE, height: IMAGE, class: "grid", role: "img", "aria-label": words.sees });
    const says = live();
    const layers = element("div", { class: "layers" });
    const inside = element("details", { ontoggle: () => read() }, element("summary", {}, words.layers), layers);
    const choices = element(
      "div",
      { class: "row samples", role: "group", "aria-label": words.samples },
      element("span", {}, words.samples),
      ...bars.map((_, digit) => button(String(digit), () => take(digit))),
    );
    place.append(
      element(
        "div",
        { class: "desk" },
        pad,
        element("ol", { class: "bars", start: 0, "aria-label": words.bars }, ...bars.map(({ row }) => row)),
        element("div", { class: "seen" }, seen, element("p", {}, words.sees)),
        element("div", { class: "reading" }, says, button(words.clear, clear)),
      ),
      choices,
      inside,
    );

    function fetchNetwork() {
      return Promise.all(["digits-network.js", "strokes.js"].map(playthings.load)).then(() => {
        network ??= decode(playthings.digits);
        samples ??= bytes(playthings.digits.samples);
      });
    }

    // What is shown follows the ink, once a frame at most. `aloud`: a stroke has ended, so say what was read.
    function read(aloud = false) {
      paint(canvas, ink);
      const blank = ink.every((value) => value === 0);
      hint.hidden = !blank;
      if (!blank && !network) {
        says.textContent = words.loading;
        fetchNetwork().then(() => read(true), () => (says.textContent = words.missing));
        return;
      }
      const refusals = { empty: words.empty, none: words.none, several: words.several };
      const digit = blank ? "empty" : playthings.findDigit(ink, SIDE, SIDE);
      const image = typeof digit === "string" ? null : center(digit, SIDE, SIDE);
      const outputs = image && forward(network, image);
      const probabilities = outputs ? softmax(outputs.at(-1)) : Array(10).fill(0);
      const likely = probabilities.indexOf(Math.max(...probabilities));
      paint(seen, Array.from(image ?? new Uint8Array(IMAGE * IMAGE), (gray) => gray / 255));
      bars.forEach(({ row, bar, share }, digit) => {
        row.classList.toggle("likely", outputs !== null && digit === likely);
        bar.style.width = `${100 * probabilities[digit]}%`;
        share.textContent = outputs ? `${(100 * probabilities[digit]).toFixed(1)}%` : "";
      });
      if (aloud || blank) {
        const percent = (100 * probabilities[likely]).toFixed(1);
        says.textContent = outputs ? say(words.reads, { digit: likely, percent }) : refusals[digit];
      }
      if (inside.open) layers.replaceChildren(...(outputs ? outputs.map(showLayer) : [element("p", {}, refusals[digit])]));
    }

    function soon() {
      if (!waiting) {
        waiting = true;
        requestAnimationFrame(() => {
          waiting = false;
          read();
        });
      }
    }

    function showLayer(output, index, outputs) {
      const last = index === outputs.length - 1;
      const title = element("p", {}, say(last ? words.output : words.layer, { number: index + 1, count: output.length }));
      if (last) {
        const logits = Array.from(output, (logit, digit) => element("li", {}, `${digit}: ${logit.toFixed(2)}`));
        return element("div", {}, title, element("ol", { class: "logits" }, ...logits));
      }
      // Each map as a picture of its own, with a gap to the next one; single numbers side by side.
      const maps = network.layers[index].rows;
      const side = Math.sqrt(output.length / maps);
      const [across, step] = side > 1 ? [8, side + 1] : [16, 1];
      const [wide, high] = [across * step, Math.ceil(maps / across) * step];
      const largest = Math.max(...output) || 1;
      const values = new Float64Array(wide * high);
      output.forEach((value, place) => {
        const [map, y, x] = [Math.floor(place / side ** 2), Math.floor(place / side) % side, place % side];
        values[(Math.floor(map / across) * step + y) * wide + (map % across) * step + x] = value / largest;
      });
      const grid = element("canvas", { width: wide, height: high, class: "grid", role: "img", "aria-label": title.textContent });
      paint(grid, values, [194, 72, 15]);
      return element("div", {}, title, grid);
    }

    function clear() {
      ink.fill(0);
      read();
    }

    // Lays a real test digit on the pad, ten times as large.
    function take(digit) {
      says.textContent = words.loading;
      fetchNetwork().then(
        () => {
          for (let place = 0; place < ink.length; place++) {
            const [y, x] = [Math.floor(place / SIDE / 10), Math.floor((place % SIDE) / 10)];
            ink[place] = samples[(digit * IMAGE + y) * IMAGE + x] / 255;
          }
          read(true);
        },
        () => (says.textContent = words.missing),
      );
    }

    // ---- With mouse, finger or stylus ----

    let last = null;
    function at(event) {
      const box = canvas.getBoundingClientRect();
      return [((event.clientX - box.left) / box.width) * SIDE, ((event.clientY - box.top) / box.height) * SIDE];
    }
    pad.addEventListener("pointerdown", (event) => {
      if (event.button) return;
      pad.setPointerCapture(event.pointerId);
      last = at(event);
      stroke(ink, last, last);
      soon();
    });
    pad.addEventListener("pointermove", (event) => {
      if (!last) return;
      const moves = event.getCoalescedEvents?.() ?? [];
      for (const move of moves.length ? moves : [event]) {
        const next = at(move);
        stroke(ink, last, next);
        last = next;
      }
      soon();
    });
    for (const end of ["pointerup", "pointercancel"]) {
      pad.addEventListener(end, () => {
        if (last) read(true);
        last = null;
      });
    }

    // ---- With the keyboard ----

    function showPen() {
      tip.style.left = `${(100 * pen[0]) / SIDE}%`;
      tip.style.top = `${(100 * pen[1]) / SIDE}%`;
      pad.classList.toggle("down", down);
    }
    const steps = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };
    pad.addEventListener("keydown", (event) => {
      if (event.ctrlKey || event.metaKey || event.altKey) return;
      if (event.key === " " || event.key === "Enter") {
        down = !down;
        if (down) stroke(ink, pen, pen);
        read(!down);
        if (down) says.textContent = words.down;
      } else if (event.key === "Delete" || event.key === "Backspace") {
        clear();
      } else if (steps[event.key]) {
        const reach = event.shiftKey ? 3 : 12;
        const next = pen.map((value, axis) => Math.min(Math.max(value + reach * steps[event.key][axis], PEN), SIDE - PEN));
        if (down) {
          stroke(ink, pen, next);
          soon();
        }
        pen = next;
      } else return;
      event.preventDefault();
      showPen();
    });

    showPen();
    read();
    fetchNetwork().catch(() => (says.textContent = words.missing));
  }

  playthings.add("digits", start, { center, decode, forward, softmax });
}
