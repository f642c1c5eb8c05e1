// A learning rate over the steps of a training, as the scheduler that the reader sets would change it.
"use strict";

{
  const { choice, drawing, element, live, say, slider } = parts;

  const [STEPS, RATE] = [60, 0.1]; // of the training, and the optimizer's own
  const LAST = STEPS - 1;
  const between = (from, to, part) => to + ((from - to) / 2) * (1 + Math.cos(Math.PI * part)); // along half a cosine

  // Source: https://docs.pytorch.org/docs/stable/optim.html#how-to-adjust-learning-rate
  const SCHEDULERS = {
    StepLR: {
      settings: {
        step_size: { min: 5, max: 40, step: 1, value: 20 },
        gamma: { min: 0.1, max: 0.9, step: 0.1, value: 0.5 },
      },
      rate: (step, { step_size, gamma }) => RATE * gamma ** Math.floor(step / step_size),
    },
    CosineAnnealingLR: {
      settings: { T_max: { min: 10, max: LAST, step: 1, value: LAST } },
      rate: (step, { T_max }) => between(RATE, 0, step / T_max),
    },
    OneCycleLR: {
      settings: { pct_start: { min: 0.1, max: 0.9, step: 0.1, value: 0.3 } },
      rate: (step, { pct_start }) => {
        const [first, top] = [RATE / 25, pct_start * STEPS - 1];
        return step <= top ? between(first, RATE, step / top) : between(RATE, first / 1e4, (step - top) / (LAST - top));
      },
    },
  };

  // The learning rate at each step.
  const rates = (name, settings) => Array.from({ length: STEPS }, (_, step) => SCHEDULERS[name].rate(step, settings));

  const [WIDTH, HEIGHT, LEFT, TOP, FLOOR] = [420, 190, 42, 12, 24];
  const x = (step) => LEFT + (step / LAST) * (WIDTH - LEFT - 10);
  const y = (rate) => HEIGHT - FLOOR - (rate / RATE) * (HEIGHT - FLOOR - TOP);
  // A tenth is a tenth, whatever the slider's arithmetic makes of it; small rates keep their digits.
  const written = (number) => String(Number(number.toPrecision(3)));

  function start(place, words) {
    let name = "StepLR";
    let sliders = {};

    const picture = drawing("svg", { viewBox: `0 0 ${WIDTH} ${HEIGHT}`, role: "img", "font-size": 13, fill: "currentColor" });
    const python = element("code", { class: "written" });
    const says = live();
    const set = element("div", { class: "settings" });
    const at = slider(words.step, { min: 0, max: LAST, step: 1, value: 0, act: show });
    place.append(choice(words.scheduler, Object.keys(SCHEDULERS).map((each) => [each, each]), name, choose), set, python, picture, at.row, says);

    function choose(chosen) {
      name = chosen;
      sliders = {};
      for (const [setting, range] of Object.entries(SCHEDULERS[name].settings)) {
        sliders[setting] = slider(setting, { ...range, said: written, act: show });
      }
      set.replaceChildren(...Object.values(sliders).map(({ row }) => row));
      show();
    }

    function show() {
      const settings = Object.fromEntries(Object.entries(sliders).map(([setting, { input }]) => [setting, input.valueAsNumber]));
      const all = rates(name, settings);
      const now = at.input.valueAsNumber;
      picture.replaceChildren(
        drawing("line", { x1: LEFT, y1: y(0), x2: WIDTH - 10, y2: y(0), class: "axis" }),
        ...[0, RATE].map((rate) => drawing("text", { x: LEFT - 13, y: y(rate) + 4, "text-anchor": "end", class: "mark" }, written(rate))),
        ...[0, 20, 40, LAST].map((step) => drawing("text", { x: x(step), y: HEIGHT - 6, "text-anchor": "middle", class: "mark" }, step)),
        ...all.map((rate, step) => drawing("circle", { cx: x(step), cy: y(rate), r: 2.4, class: "rate" })),
        drawing("line", { x1: x(now), y1: y(0), x2: x(now), y2: y(all[now]), class: "now" }),
        drawing("circle", { cx: x(now), cy: y(all[now]), r: 7, class: "here" }),
      );
      const given = Object.entries(settings).map(([setting, value]) => `${setting}=${written(value)}`);
      const own = name === "OneCycleLR" ? [`max_lr=${RATE}`, `total_steps=${STEPS}`] : [];
      python.textContent = `${name}(${["optimizer", ...own, ...given].join(", ")})`;
      says.textContent = `${say(words.now, { step: now, rate: written(all[now]) })} ${told(all, settings)}`;
      picture.setAttribute("aria-label", says.textContent);
    }

    function told(all, { step_size, gamma, T_max }) {
      if (name === "StepLR") return say(words.stairs, { size: step_size, gamma: written(gamma) });
      if (name === "CosineAnnealingLR") return say(T_max < LAST ? words.climbs : words.falls, { bottom: T_max });
      const top = all.indexOf(Math.max(...all));
      return say(words.cycle, { first: written(all[0]), top });
    }

    choose(name);
  }

  playthings.add("schedules", start, { rates });
}
