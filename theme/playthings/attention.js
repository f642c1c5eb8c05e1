// Three small Transformers read the reader's eight digits: what they answer, and where they look for it.
"use strict";

(() => {
  const PLACES = 8;
  const range = (count) => Array.from({ length: count }, (_, i) => i);
  const dot = (a, b) => a.reduce((sum, one, i) => sum + one * b[i], 0);
  const add = (a, b) => a.map((row, i) => row.map((one, j) => one + b[i][j]));

  // ---- The network: the page's class Transformer with one block of one head. attention-networks.js, which
  // docs/figures/transformer.py writes, holds each of its tensors as signed bytes and what one step of them is worth ----

  function unpack({ shape, step, bytes }) {
    const numbers = Array.from(new Int8Array(parts.bytes(bytes).buffer), (one) => one * step);
    const [rows, columns] = shape;
    return columns ? range(rows).map((row) => numbers.slice(row * columns, (row + 1) * columns)) : numbers;
  }

  const unpacked = new Map();
  function network(name) {
    if (!unpacked.has(name)) {
      const stored = Object.entries(playthings.attention.networks[name]);
      unpacked.set(name, Object.fromEntries(stored.map(([key, one]) => [key, unpack(one)])));
    }
    return unpacked.get(name);
  }

  function softmax(scores) {
    const largest = Math.max(...scores);
    const powers = scores.map((score) => Math.exp(score - largest));
    const sum = powers.reduce((a, b) => a + b);
    return powers.map((power) => power / sum);
  }

  // What a network makes of eight digits: its attention map, and ten scores for each place.
  function read(name, digits) {
    const kept = network(name);
    const linear = (rows, layer) => rows.map((row) => kept[`${layer}.weight`].map((weights, i) => dot(weights, row) + kept[`${layer}.bias`][i]));
    const norm = (rows, layer) => rows.map((row) => {
      const mean = row.reduce((a, b) => a + b) / row.length;
      const deviation = Math.sqrt(row.reduce((sum, one) => sum + (one - mean) ** 2, 0) / row.length + 1e-5);
      return row.map((one, i) => ((one - mean) / deviation) * kept[`${layer}.weight`][i] + kept[`${layer}.bias`][i]);
    });

    let x = digits.map((digit) => kept["token.weight"][digit]);
    if (name !== "blind") x = add(x, kept["place.weight"]);
    const normed = norm(x, "blocks.0.norm1");
    const [query, key, value] = ["query", "key", "value"].map((part) => linear(normed, `blocks.0.attention.to_${part}`));
    const weights = query.map((one) => softmax(key.map((other) => dot(one, other) / Math.sqrt(one.length))));
    const found = weights.map((row) => value[0].map((_, i) => row.reduce((sum, weight, j) => sum + weight * value[j][i], 0)));
    x = add(x, linear(found, "blocks.0.attention.join"));
    const hidden = linear(norm(x, "blocks.0.norm2"), "blocks.0.think.0").map((row) => row.map((one) => Math.max(one, 0)));
    x = add(x, linear(hidden, "blocks.0.think.2"));
    return { weights, logits: linear(x, "output") };
  }

  const wanted = (name, digits) => (name === "sort" ? [...digits].sort((a, b) => a - b) : [...digits].reverse());
  const answer = (logits) => logits.map((scores) => scores.indexOf(Math.max(...scores)));

  // ---- What the reader sees ----

  const CELL = 26;
  const LEFT = 58;
  const TOP = 34;

  function start(place, words) {
    const { element, drawing, button, choice, live, say, roam } = parts;
    let name = "reverse";
    let digits = [3, 1, 4, 1, 5, 9, 2, 6];
    let weights, answers;

    const input = element("input", {
      type: "text", inputmode: "numeric", maxlength: PLACES, value: digits.join(""), autocomplete: "off",
      oninput: () => {
        const typed = [...input.value];
        if (typed.length === PLACES && typed.every((one) => /[0-9]/.test(one))) draw(typed.map(Number));
        else says.textContent = words.wanting;
      },
    });
    const map = drawing("g", { role: "grid", "aria-label": words.map });
    const labels = drawing("g", { class: "labels", "aria-hidden": "true" });
    const picture = drawing("svg", { viewBox: `0 0 ${LEFT + PLACES * CELL + 8} ${TOP + PLACES * CELL + 8}` }, labels, map);
    const result = element("p", { class: "sum" });
    const says = live();

    const said = (row, column) => say(words.cell, {
      row, column, answer: answers[row], digit: digits[column], percent: Math.round(weights[row][column] * 100),
    });

    async function draw(some) {
      digits = some;
      try {
        await playthings.load("attention-networks.js");
      } catch {
        says.textContent = words.missing;
        return;
      }
      const made = read(name, digits);
      weights = made.weights;
      answers = answer(made.logits);
      const right = wanted(name, digits);
      labels.replaceChildren(
        ...digits.map((digit, i) => drawing("text", { x: LEFT + (i + 0.5) * CELL, y: TOP - 10 }, String(digit))),
        ...answers.map((one, i) => drawing("text", { x: LEFT - 20, y: TOP + (i + 0.5) * CELL + 6, class: one === right[i] ? "right" : "wrong" }, String(one))),
      );
      map.replaceChildren(...weights.map((line, row) => drawing("g", { role: "row" }, ...line.map((weight, column) =>
        Object.assign(drawing("rect", {
          x: LEFT + column * CELL, y: TOP + row * CELL, width: CELL, height: CELL, "fill-opacity": weight.toFixed(3),
          role: "gridcell", tabindex: row + column === 0 ? 0 : -1, "aria-label": said(row, column),
        }), { at: [row, column] })))));
      const count = answers.filter((one, i) => one === right[i]).length;
      result.textContent = `${digits.join("")} → ${answers.join("")}`;
      says.textContent = count === PLACES ? words.all_right : say(words.some_right, { count, right: right.join("") });
    }

    roam(map, (cell) => {
      says.textContent = said(...cell.at);
    });
    const show = (some) => {
      input.value = some.join("");
      draw(some);
    };
    place.append(
      choice(words.task, [["reverse", words.reverse], ["blind", words.blind], ["sort", words.sort]], name, (chosen) => {
        name = chosen;
        draw(digits);
      }),
      element("div", { class: "row" },
        element("label", { class: "digits" }, words.digits, " ", input),
        button(words.draw, () => show(range(PLACES).map(() => Math.floor(Math.random() * 10))))),
      picture, result, says,
    );
    draw(digits);
  }

  playthings.add("attention", start, { read });
})();
