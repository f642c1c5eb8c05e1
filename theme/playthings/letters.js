// The network of names from the chapter on memory: it reads the beginning of a name and says what may come next.
"use strict";

{
  const { button, drawing, element, live, say, slider } = parts;

  const ALPHABET = ".abcdefghijklmnopqrstuvwxyz"; // the dot is where a name begins and ends
  const LONGEST = 15; // letters that the chapter lets it write

  const times = (matrix, vector) => matrix.map((row) => row.reduce((sum, weight, at) => sum + weight * vector[at], 0));

  // The scores of what may follow `text`: the memory is made anew from its first letter on.
  function logits({ embedding, step, step_bias, output, output_bias }, text) {
    let memory = step_bias.map(() => 0);
    for (const letter of `.${text}`) {
      const read = [...embedding[ALPHABET.indexOf(letter)], ...memory];
      memory = times(step, read).map((sum, at) => Math.tanh(sum + step_bias[at]));
    }
    return times(output, memory).map((sum, at) => sum + output_bias[at]);
  }

  function probabilities(scores, temperature) {
    const largest = Math.max(...scores); // leaves the result as it is, and e^x in bounds
    const parts = scores.map((score) => Math.exp((score - largest) / temperature));
    const sum = parts.reduce((a, b) => a + b);
    return parts.map((part) => part / sum);
  }

  // The place that `chance`, from 0 up to 1, falls on when the shares lie end to end.
  function pick(shares, chance) {
    let left = chance;
    const at = shares.findIndex((share) => (left -= share) < 0);
    return at < 0 ? shares.length - 1 : at;
  }

  function complete(network, text, temperature, random = Math.random) {
    while (text.length < LONGEST) {
      const at = pick(probabilities(logits(network, text), temperature), random());
      if (!at) break;
      text += ALPHABET[at];
    }
    return text;
  }

  const [WIDTH, HEIGHT, FLOOR] = [432, 150, 24];
  const COLUMN = WIDTH / ALPHABET.length;
  const percent = (share) => `${(100 * share).toFixed(share < 0.0995 ? 1 : 0)}%`;

  function start(place, words) {
    let network;
    const text = element("input", { type: "text", value: "mar", maxlength: LONGEST - 1, autocomplete: "off", autocapitalize: "none", spellcheck: "false", oninput: show });
    const heat = slider(words.temperature, { min: 0.1, max: 3, step: 0.1, value: 1, said: (value) => value.toFixed(1), act: show });
    const picture = drawing("svg", { viewBox: `0 0 ${WIDTH} ${HEIGHT}`, role: "img", "font-size": 13, fill: "currentColor" });
    const says = live();
    const written = element("ul", { class: "written-names", "aria-label": words.written, "aria-live": "polite" });
    const buttons = [button(words.next, next), button(words.write, write)];
    place.append(
      element("label", { class: "row" }, element("span", {}, words.beginning), text),
      heat.row,
      picture,
      says,
      element("div", { class: "row" }, ...buttons),
      written,
    );

    const temperature = () => heat.input.valueAsNumber;
    // What the network can read: small letters.
    const beginning = () => text.value.toLowerCase().replace(/[^a-z]/g, "");

    function show() {
      if (!network) return;
      const shares = probabilities(logits(network, beginning()), temperature());
      const order = [...shares.keys()].sort((a, b) => shares[b] - shares[a]);
      const named = (at) => (at ? ALPHABET[at] : words.end);
      const top = order.slice(0, 3).map((at) => `${named(at)} ${percent(shares[at])}`);
      picture.replaceChildren(
        drawing("line", { x1: 0, y1: HEIGHT - FLOOR, x2: WIDTH, y2: HEIGHT - FLOOR, class: "axis" }),
        ...shares.flatMap((share, at) => {
          const [x, height] = [at * COLUMN, share * (HEIGHT - FLOOR - 16)];
          const likely = at === order[0];
          return [
            drawing("rect", { x: x + 2, y: HEIGHT - FLOOR - height, width: COLUMN - 4, height, rx: 2, class: likely ? "bar likely" : "bar" }),
            drawing("text", { x: x + COLUMN / 2, y: HEIGHT - 7, "text-anchor": "middle", class: "mark" }, at ? ALPHABET[at] : "⏎"),
            ...(likely ? [drawing("text", { x: Math.min(Math.max(x + COLUMN / 2, 18), WIDTH - 18), y: HEIGHT - FLOOR - height - 5, "text-anchor": "middle" }, percent(share))] : []),
          ];
        }),
      );
      says.textContent = say(beginning() ? words.after : words.first, { text: beginning(), top: top.join(words.comma) });
      picture.setAttribute("aria-label", says.textContent);
      buttons[0].disabled = beginning().length >= LONGEST - 1;
    }

    function next() {
      const at = pick(probabilities(logits(network, beginning()), temperature()), Math.random());
      text.value = beginning() + (at ? ALPHABET[at] : "");
      show();
      if (!at) says.textContent = say(words.ended, { text: text.value });
    }

    function write() {
      const names = Array.from({ length: 8 }, () => complete(network, beginning(), temperature()));
      written.replaceChildren(...names.map((name) => element("li", {}, name || "⏎")));
    }

    buttons.forEach((one) => (one.disabled = true));
    says.textContent = words.loading;
    playthings.load("letters-network.js").then(
      () => {
        network = playthings.letters;
        buttons.forEach((one) => (one.disabled = false));
        show();
      },
      () => (says.textContent = words.missing),
    );
  }

  playthings.add("letters", start, { logits, probabilities, pick, complete });
}
