// One digit, moved by hand: where a network that sees all pixels at once still reads it, and where those with a window do.
//
// shift-networks.js holds the chapter's three networks and ten of its held-out digits; digits.js reads with them.
"use strict";

{
  const { bytes, element, drawing, choice, roam, live, say } = parts;

  const IMAGE = 28;
  const REACH = 4; // as far as a digit can go, in pixels
  const NAMES = ["mlp", "cnn", "anywhere"];
  const PLACES = Array.from({ length: 2 * REACH + 1 }, (_, place) => place - REACH);

  // Grays 28 × 28, moved right and down; what enters is paper, what leaves is lost.
  function moved(image, right, down) {
    const result = new Uint8Array(IMAGE * IMAGE);
    for (let y = Math.max(0, down); y < Math.min(IMAGE, IMAGE + down); y++) {
      for (let x = Math.max(0, right); x < Math.min(IMAGE, IMAGE + right); x++) {
        result[y * IMAGE + x] = image[(y - down) * IMAGE + x - right];
      }
    }
    return result;
  }

  // A network's answers at every place, row by row from the highest: { digit, probability }.
  function everywhere(network, image) {
    const { forward, softmax } = playthings.math("digits");
    return PLACES.map((down) => PLACES.map((right) => {
      const probabilities = softmax(forward(network, moved(image, right, down)).at(-1));
      const probability = Math.max(...probabilities);
      return { digit: probabilities.indexOf(probability), probability };
    }));
  }

  // The three networks by name, and ten digits of 784 grays each.
  async function fetchAll() {
    await Promise.all(["digits.js", "shift-networks.js"].map(playthings.load));
    const { decode } = playthings.math("digits");
    const grays = bytes(playthings.shift.digits);
    return {
      networks: Object.fromEntries(NAMES.map((name) => [name, decode(playthings.shift[name])])),
      digits: Array.from({ length: 10 }, (_, digit) => grays.slice(digit * IMAGE ** 2, (digit + 1) * IMAGE ** 2)),
    };
  }

  const CELL = 20;
  const SIDE = PLACES.length * CELL;

  function start(place, words) {
    const titles = { mlp: words.mlp, cnn: words.cnn, anywhere: words.anywhere };
    let digit = 2;
    let at = { right: 0, down: 0 };
    let known, answers;

    const way = ({ right, down }) => say(words.moved, {
      across: Math.abs(right), side: right < 0 ? words.left : words.right,
      along: Math.abs(down), end: down < 0 ? words.up : words.down,
    });

    const canvas = element("canvas", { width: IMAGE, height: IMAGE, role: "img", "aria-label": words.loading });
    const says = live();
    const maps = NAMES.map((name) => {
      const cells = PLACES.map((down) => PLACES.map((right) => {
        const [x, y] = [(right + REACH) * CELL, (down + REACH) * CELL];
        const cell = drawing("rect", { x, y, width: CELL, height: CELL, role: "gridcell", tabindex: right || down ? -1 : 0, "aria-label": way({ right, down }) });
        const letter = drawing("text", { x: x + CELL / 2, y: y + 0.72 * CELL, "aria-hidden": true });
        return Object.assign(cell, { at: { right, down }, letter });
      }));
      const grid = drawing("svg", { viewBox: `-2 -2 ${SIDE + 4} ${SIDE + 4}`, role: "none" },
        drawing("g", { role: "grid", "aria-label": titles[name] }, ...cells.map((row) => drawing("g", { role: "row" }, ...row))),
        // Apart: a grid holds rows and nothing else.
        drawing("g", { "aria-hidden": true }, ...cells.flat().map(({ letter }) => letter)));
      roam(grid, (cell) => move(cell.at));
      const count = element("p");
      return { name, cells, count, panel: element("div", { class: "map" }, element("p", {}, titles[name]), grid, count) };
    });

    function move(to) {
      at = to;
      if (!known) return;
      const picture = new ImageData(IMAGE, IMAGE);
      moved(known.digits[digit], at.right, at.down).forEach((gray, pixel) => picture.data.set([28, 24, 20, gray], 4 * pixel));
      canvas.getContext("2d").putImageData(picture, 0, 0);
      canvas.setAttribute("aria-label", say(words.picture, { digit, way: way(at) }));
      for (const cell of maps.flatMap(({ cells }) => cells.flat())) {
        cell.classList.toggle("here", cell.at.right === at.right && cell.at.down === at.down);
      }
      const here = NAMES.map((name) => answers[name][at.down + REACH][at.right + REACH]);
      const [mlp, cnn, anywhere] = here.map((answer) => answer.digit);
      const [sureMlp, sureCnn, sureAnywhere] = here.map(({ probability }) => (100 * probability).toFixed(1));
      says.textContent = say(words.says, { way: way(at), mlp, cnn, anywhere, sureMlp, sureCnn, sureAnywhere });
    }

    function show() {
      answers = Object.fromEntries(NAMES.map((name) => [name, everywhere(known.networks[name], known.digits[digit])]));
      for (const { name, cells, count } of maps) {
        cells.flat().forEach((cell, i) => {
          const answer = answers[name].flat()[i].digit;
          cell.setAttribute("class", answer === digit ? "right" : "wrong");
          cell.setAttribute("aria-label", say(words.cell, { way: way(cell.at), answer }));
          cell.letter.textContent = answer;
        });
        const right = answers[name].flat().filter((answer) => answer.digit === digit).length;
        count.textContent = say(words.count, { right, all: PLACES.length ** 2 });
      }
      move(at);
    }

    place.append(
      choice(words.digit, Array.from({ length: 10 }, (_, one) => [one, String(one)]), digit, (one) => {
        digit = one;
        if (known) show();
      }),
      element("div", { class: "moves" }, element("div", { class: "paper" }, canvas), ...maps.map(({ panel }) => panel)),
      says,
    );
    says.textContent = words.loading;
    fetchAll().then((all) => {
      known = all;
      show();
    }, () => (says.textContent = words.missing));
  }

  playthings.add("shift", start, { moved, everywhere, fetchAll });
}
