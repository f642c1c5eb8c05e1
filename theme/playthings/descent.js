// A ball that walks down a curve by gradient descent, with a learning rate that the reader sets.
"use strict";

{
  const { button, choice, drawing, element, live, say, slider } = parts;

  const CURVES = {
    bowl: { loss: (w) => w * w, gradient: (w) => 2 * w, range: [-5, 5], top: 25, begin: 4, rate: 0.1 },
    valleys: {
      loss: (w) => w ** 4 / 4 - 2 * w * w + w / 2 + 5,
      gradient: (w) => w ** 3 - 4 * w + 0.5,
      range: [-3.2, 3.2],
      top: 11,
      begin: 3,
      rate: 0.05,
    },
  };
  const RUN = 20; // steps of one run

  // The places of `steps` steps of gradient descent from w, the first one included.
  function descend(curve, w, rate, steps) {
    const places = [w];
    for (let step = 0; step < steps; step++) places.push((w -= rate * CURVES[curve].gradient(w)));
    return places;
  }

  const [WIDTH, HEIGHT, FLOOR] = [420, 230, 24];
  const written = (value) => {
    const short = Math.abs(value) >= 1e5 ? value.toExponential(2) : String(Number(value.toFixed(3)));
    return short.replaceAll("-", "−");
  };

  function start(place, words) {
    let name = "bowl";
    let places;
    let timer;
    const still = matchMedia("(prefers-reduced-motion: reduce)");

    const picture = drawing("svg", { viewBox: `0 0 ${WIDTH} ${HEIGHT}`, role: "img", "font-size": 13, fill: "currentColor" });
    const says = live();
    const rate = slider(words.rate, { min: 0.01, max: 1.1, step: 0.01, value: 0.1, said: (value) => value.toFixed(2), act: () => restart(places[0]) });
    const begin = slider(words.begin, { min: -5, max: 5, step: 0.1, value: 4, said: written, act: (value) => restart(value) });
    const onward = button(words.step, () => walk(1));
    const run = button(say(words.run, { count: RUN }), () => walk(RUN));
    place.append(
      choice(words.curve, [["bowl", words.bowl], ["valleys", words.valleys]], name, choose),
      rate.row,
      begin.row,
      picture,
      says,
      element("div", { class: "row" }, onward, run, button(words.reset, () => restart(places[0]))),
    );

    function choose(chosen) {
      name = chosen;
      const { range, begin: from, rate: usual } = CURVES[name];
      [begin.input.min, begin.input.max] = range;
      begin.input.value = from;
      rate.input.value = usual;
      begin.show();
      rate.show();
      restart(from);
    }

    function restart(w) {
      clearInterval(timer);
      places = [w];
      show();
    }

    // One step after the other, so that the eye can follow; at once where nothing shall move.
    function walk(count) {
      clearInterval(timer);
      const step = () => {
        places.push(descend(name, places.at(-1), rate.input.valueAsNumber, 1)[1]);
        show();
        count -= 1;
        const goesOn = count > 0 && Number.isFinite(CURVES[name].loss(places.at(-1)));
        if (!goesOn) clearInterval(timer);
        return goesOn;
      };
      if (!still.matches) timer = setInterval(step, 250);
      while (step() && still.matches);
    }

    function show() {
      const { loss, gradient, range: [left, right], top } = CURVES[name];
      const x = (w) => ((w - left) / (right - left)) * WIDTH;
      const y = (value) => HEIGHT - FLOOR - (value / top) * (HEIGHT - FLOOR - 14);
      const at = (w) => [x(w).toFixed(1), y(loss(w)).toFixed(1)];
      const curve = Array.from({ length: 121 }, (_, index) => at(left + ((right - left) * index) / 120).join(" "));
      const inside = (w) => w >= left && w <= right && y(loss(w)) > -20;
      const seen = places.slice(-40);
      const path = seen.filter(Number.isFinite).map((w) => [Math.min(Math.max(x(w), -60), WIDTH + 60).toFixed(1), Math.max(y(loss(w)), -60).toFixed(1)].join(" "));
      const w = places.at(-1);
      const marks = Array.from({ length: Math.ceil(right) - Math.floor(left) - 1 }, (_, index) => Math.floor(left) + 1 + index);
      picture.replaceChildren(
        drawing("line", { x1: 0, y1: y(0) + 6, x2: WIDTH, y2: y(0) + 6, class: "axis" }),
        ...marks.map((mark) => drawing("text", { x: x(mark), y: HEIGHT - 3, "text-anchor": "middle", class: "mark" }, written(mark))),
        drawing("polyline", { points: curve.join(" "), class: "curve" }),
        drawing("polyline", { points: path.join(" "), class: "walked" }),
        ...seen.slice(0, -1).filter(inside).map((each) => drawing("circle", { cx: at(each)[0], cy: at(each)[1], r: 3.5, class: "step" })),
        ...(inside(w) ? [slope(w), drawing("circle", { cx: at(w)[0], cy: at(w)[1], r: 9, class: "ball" })] : []),
      );

      function slope(here) {
        const reach = 32 / Math.hypot(WIDTH / (right - left), (gradient(here) / top) * (HEIGHT - FLOOR - 14));
        const [x1, x2] = [here - reach, here + reach];
        const line = (there) => y(loss(here) + gradient(here) * (there - here));
        return drawing("line", { x1: x(x1), y1: line(x1), x2: x(x2), y2: line(x2), class: "slope" });
      }

      says.textContent = told(w);
      picture.setAttribute("aria-label", says.textContent);
      onward.disabled = run.disabled = !Number.isFinite(loss(w));
    }

    function told(w) {
      const { loss, gradient } = CURVES[name];
      const facts = { count: places.length - 1, w: written(w), loss: written(loss(w)), gradient: written(gradient(w)), rate: rate.input.valueAsNumber.toFixed(2) };
      if (!Number.isFinite(loss(w))) return say(words.lost, facts);
      if (places.length === 1) return say(words.ready, facts);
      const before = places.at(-2);
      const said = say(words.walked, { ...facts, before: written(before), slope: written(gradient(before)) });
      if (Math.abs(gradient(w)) < 1e-3) return `${said} ${words.arrived}`;
      return loss(w) > loss(before) ? `${said} ${words.worse}` : said;
    }

    restart(CURVES[name].begin);
  }

  playthings.add("descent", start, { descend, loss: (curve, w) => CURVES[curve].loss(w) });
}
