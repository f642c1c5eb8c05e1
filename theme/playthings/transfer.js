// A last layer that learns from a few examples of each digit: once from a trained network's numbers, once from bare pixels.
//
// transfer-digits.js holds 300 digits of the chapter's other source, as 8 × 8 pixels from 0 to 16 and as the 256 numbers
// that the pretrained body makes of them. Of each digit the first ten can be drawn; all others are for the test.
"use strict";

{
  const { bytes, element, drawing, button, slider, live, say } = parts;

  const CLASSES = 10;
  const POOL = 10; // of each digit, to draw from
  const MOST = 5;
  const FIRST = 5; // draws when it opens
  const SIDE = 8;
  const [STEPS, RATE] = [200, 0.3];

  const range = (count) => Array.from({ length: count }, (_, i) => i);

  // What a layer of `weight` [classes × size] and `bias` makes of the numbers of one digit.
  function scores(weight, bias, numbers, at, size) {
    return range(CLASSES).map((row) => {
      let sum = bias[row];
      for (let i = 0; i < size; i++) sum += weight[row * size + i] * numbers[at * size + i];
      return sum;
    });
  }

  function softmax(logits) {
    const largest = Math.max(...logits);
    const powers = logits.map((logit) => Math.exp(logit - largest));
    const sum = powers.reduce((one, other) => one + other);
    return powers.map((power) => power / sum);
  }

  // Trains such a layer, from zeros, on the chosen digits: gradient descent on the mean cross-entropy, all in one batch.
  function learn(numbers, size, labels, chosen) {
    const weight = new Float64Array(CLASSES * size);
    const bias = new Float64Array(CLASSES);
    for (let step = 0; step < STEPS; step++) {
      const errors = chosen.map((at) =>
        softmax(scores(weight, bias, numbers, at, size)).map((probability, row) => probability - (labels[at] === row)));
      chosen.forEach((at, example) => {
        for (let row = 0; row < CLASSES; row++) {
          const change = (RATE * errors[example][row]) / chosen.length;
          bias[row] -= change;
          for (let i = 0; i < size; i++) weight[row * size + i] -= change * numbers[at * size + i];
        }
      });
    }
    return { weight, bias };
  }

  // The share of the tested digits that the layer reads.
  function accuracy({ weight, bias }, numbers, size, labels, tested) {
    const right = tested.filter((at) => {
      const logits = scores(weight, bias, numbers, at, size);
      return logits.indexOf(Math.max(...logits)) === labels[at];
    });
    return right.length / tested.length;
  }

  // `shots` different numbers below POOL for each digit; the same draw gives the same ones.
  function draw(shots, number) {
    let state = number;
    const chance = () => { // mulberry32
      state = (state + 0x6d2b79f5) | 0;
      let mixed = Math.imul(state ^ (state >>> 15), state | 1);
      mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
      return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
    };
    return range(CLASSES).flatMap((digit) => {
      const left = range(POOL);
      return range(shots).map(() => digit * POOL + left.splice(Math.floor(chance() * left.length), 1)[0]);
    });
  }

  // The labels, which digits can be drawn and which are for the test, and the numbers of both sources, from 0 to 1.
  async function fetchAll() {
    await playthings.load("transfer-digits.js");
    const { labels, features, pixels } = playthings.transfer;
    const digits = bytes(labels);
    const of = (digit) => range(digits.length).filter((at) => digits[at] === digit);
    return {
      labels: digits,
      pool: range(CLASSES).flatMap((digit) => of(digit).slice(0, POOL)),
      tested: range(CLASSES).flatMap((digit) => of(digit).slice(POOL)),
      features: { size: 256, numbers: Float64Array.from(bytes(features), (level) => level / 255) },
      pixels: { size: SIDE * SIDE, numbers: Float64Array.from(bytes(pixels), (level) => level / 16) },
    };
  }

  const SOURCES = ["features", "pixels"];
  const [LEFT, WIDTH, ROW] = [20, 320, 34];

  function start(place, words) {
    const titles = { features: words.features, pixels: words.pixels };
    let shots = 2;
    let number = 0;
    let known;
    let seen = []; // of the draws with as many examples: { features, pixels }

    const canvas = element("canvas", { role: "img" });
    const says = live();
    const x = (share) => LEFT + WIDTH * share;
    const axis = [0, 0.25, 0.5, 0.75, 1].flatMap((share) => [
      drawing("path", { class: "axis", d: `M${x(share)} 8V${2 * ROW}` }),
      drawing("text", { class: "mark", x: x(share), y: 2 * ROW + 18, "text-anchor": "middle" }, `${100 * share}%`),
    ]);
    const dots = drawing("g");
    const strip = drawing("svg", { viewBox: `0 0 ${WIDTH + 2 * LEFT} ${2 * ROW + 26}`, role: "img" }, ...axis, dots);
    const again = button(words.again, () => {
      show();
      number += 1;
    });
    again.disabled = true;
    const count = slider(words.shots, { min: 1, max: MOST, step: 1, value: shots, act: (value) => {
      shots = value;
      seen = [];
      if (known) again.click();
    } });

    function paint(chosen) {
      canvas.width = CLASSES * (SIDE + 1) - 1;
      canvas.height = shots * (SIDE + 1) - 1;
      const context = canvas.getContext("2d");
      chosen.forEach((at, place) => {
        const image = new ImageData(SIDE, SIDE);
        for (let i = 0; i < SIDE * SIDE; i++) image.data.set([28, 24, 20, 255 * known.pixels.numbers[at * SIDE * SIDE + i]], 4 * i);
        context.putImageData(image, Math.floor(place / shots) * (SIDE + 1), (place % shots) * (SIDE + 1));
      });
      canvas.setAttribute("aria-label", say(words.examples, { shots }));
    }

    function show() {
      const chosen = draw(shots, number).map((at) => known.pool[at]);
      const found = Object.fromEntries(SOURCES.map((source) => {
        const { numbers, size } = known[source];
        return [source, accuracy(learn(numbers, size, known.labels, chosen), numbers, size, known.labels, known.tested)];
      }));
      seen.push(found);
      paint(chosen);
      dots.replaceChildren(...SOURCES.flatMap((source, row) => seen.map((one, i) =>
        drawing("circle", { class: i === seen.length - 1 ? `${source} last` : source, cx: x(one[source]), cy: 22 + row * ROW, r: 6 }))));
      const percent = (share) => (100 * share).toFixed(1);
      const mean = (source) => percent(seen.reduce((sum, one) => sum + one[source], 0) / seen.length);
      strip.setAttribute("aria-label", say(words.means, { draws: seen.length, features: mean("features"), pixels: mean("pixels") }));
      means.textContent = strip.getAttribute("aria-label");
      says.textContent = say(words.says, { features: percent(found.features), pixels: percent(found.pixels) });
    }

    const means = element("p");
    const key = element("p", { class: "key" }, ...SOURCES.map((source) => element("span", { class: source }, titles[source])));
    place.append(count.row, element("div", { class: "paper" }, canvas), element("div", { class: "row" }, again), key, strip, says, means);
    says.textContent = words.loading;
    fetchAll().then((all) => {
      known = all;
      again.disabled = false;
      // One draw can mislead, so begin with several.
      for (number = 0; number < FIRST; number++) show();
    }, () => (says.textContent = words.missing));
  }

  playthings.add("transfer", start, { learn, accuracy, draw, fetchAll });
}
