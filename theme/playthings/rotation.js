// A digit is turned, and two networks read it: one that learned from upright digits alone, one that also learned from turned
// ones. rotation-networks.js holds both, trained by docs/figures/augmentation.py; they compute as the digit pad's does.
"use strict";

{
  const { bytes, choice, drawing, element, live, say, slider } = parts;

  const [SIDE, STEP, HALF] = [28, 5, 180];
  const ANGLES = Array.from({ length: (2 * HALF) / STEP + 1 }, (_, place) => place * STEP - HALF);

  // 28 × 28 grays turned counterclockwise, as torchvision's rotate with BILINEAR does it: outside lies 0.
  function rotate(picture, degrees) {
    const [cos, sin] = [Math.cos((degrees * Math.PI) / 180), Math.sin((degrees * Math.PI) / 180)];
    const middle = (SIDE - 1) / 2;
    const gray = (y, x) => (y < 0 || y >= SIDE || x < 0 || x >= SIDE ? 0 : picture[y * SIDE + x]);
    return Uint8Array.from({ length: SIDE * SIDE }, (_, place) => {
      const [down, across] = [Math.floor(place / SIDE) - middle, (place % SIDE) - middle];
      const [y, x] = [sin * across + cos * down + middle, cos * across - sin * down + middle];
      const [top, left] = [Math.floor(y), Math.floor(x)];
      const [low, right] = [y - top, x - left];
      const above = (1 - right) * gray(top, left) + right * gray(top, left + 1);
      const below = (1 - right) * gray(top + 1, left) + right * gray(top + 1, left + 1);
      return Math.round((1 - low) * above + low * below);
    });
  }

  // What a network makes of a picture: its answer, and how sure it is.
  function read(network, picture) {
    const { forward, softmax } = playthings.math("digits");
    const probabilities = softmax(forward(network, picture).at(-1));
    const answer = probabilities.indexOf(Math.max(...probabilities));
    return { answer, sure: probabilities[answer] };
  }

  // How far to either side of 0, where they are, the answers stay right.
  function reach(answers, digit) {
    const zero = ANGLES.indexOf(0);
    let [from, to] = [zero, zero];
    while (from > 0 && answers[from - 1] === digit) from--;
    while (to < ANGLES.length - 1 && answers[to + 1] === digit) to++;
    return [ANGLES[from], ANGLES[to]];
  }

  const signed = (angle) => `${angle < 0 ? "−" : ""}${Math.abs(angle)}°`;

  function start(place, words) {
    const kinds = [["plain", words.plain], ["augmented", words.augmented]];
    let [digit, samples, networks, answers] = [2, null, {}, {}];

    const canvas = element("canvas", { width: SIDE, height: SIDE, role: "img" });
    const rows = kinds.map(([kind, name]) => {
      const answer = element("b", { class: "answer" });
      const strip = drawing("svg", { viewBox: `0 0 ${ANGLES.length} 6`, preserveAspectRatio: "none", "aria-hidden": "true" });
      return { kind, answer, strip, row: element("div", { class: `network ${kind}` }, element("span", {}, name), answer, strip) };
    });
    const says = live();
    const angle = slider(words.angle, { min: -HALF, max: HALF, step: STEP, value: 0, said: signed, act: show });
    const digits = Array.from({ length: 10 }, (_, each) => [String(each), String(each)]);
    place.append(
      choice(words.digit, digits, String(digit), (chosen) => choose(Number(chosen))),
      element("div", { class: "bench" }, canvas, element("div", {}, ...rows.map(({ row }) => row), element("p", { class: "key" }, words.key))),
      angle.row,
      says,
    );

    function choose(chosen) {
      digit = chosen;
      if (!samples) return;
      for (const { kind, strip } of rows) {
        answers[kind] = ANGLES.map((each) => read(networks[kind], rotate(samples[digit], each)).answer);
        strip.replaceChildren(
          ...answers[kind].map((answer, at) =>
            drawing("rect", { x: at + 0.06, y: answer === digit ? 0 : 4, width: 0.88, height: answer === digit ? 6 : 2, class: answer === digit ? "right" : "wrong" }),
          ),
        );
      }
      show();
    }

    function show() {
      if (!samples) return;
      const now = angle.input.valueAsNumber;
      const picture = rotate(samples[digit], now);
      const image = new ImageData(SIDE, SIDE);
      picture.forEach((gray, at) => image.data.set([28, 24, 20, gray], 4 * at));
      canvas.getContext("2d").putImageData(image, 0, 0);
      canvas.setAttribute("aria-label", say(words.picture, { digit, angle: signed(now) }));
      const told = [];
      for (const { kind, answer: shown, row, strip } of rows) {
        const { answer, sure } = read(networks[kind], picture);
        shown.textContent = say(words.reads, { answer, percent: (100 * sure).toFixed(1) });
        row.classList.toggle("missed", answer !== digit);
        strip.querySelectorAll("rect").forEach((bar, at) => bar.classList.toggle("now", ANGLES[at] === now));
        const [from, to] = reach(answers[kind], digit);
        const reached = kind === "plain" ? words.plain_reach : words.augmented_reach;
        told.push(say(reached, { from: signed(from), to: signed(to) }));
      }
      says.textContent = told.join(" ");
    }

    Promise.all(["digits.js", "rotation-networks.js"].map(playthings.load)).then(
      () => {
        const { decode } = playthings.math("digits");
        const all = bytes(playthings.rotations.samples);
        for (const { kind } of rows) networks[kind] = decode(playthings.rotations[kind]);
        samples = digits.map((_, each) => all.subarray(each * SIDE * SIDE, (each + 1) * SIDE * SIDE));
        choose(digit);
      },
      () => (says.textContent = words.missing),
    );
  }

  playthings.add("rotation", start, { rotate, read, reach, ANGLES });
}
