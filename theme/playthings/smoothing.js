// The loss of each batch of a real run, and the line that TensorBoard's smoothing makes of it.
"use strict";

{
  const { drawing, live, say, slider } = parts;

  // docs/figures/records/tensorboard-losses.json, the first five epochs; a test compares them.
  const LOSSES = [];

  // Source: https://github.com/tensorflow/tensorboard, data_transformer.ts: an exponential mean, divided by its weight so far.
  function smooth(values, weight) {
    let last = 0;
    return values.map((value, index) => {
      last = weight * last + (1 - weight) * value;
      return last / (1 - weight ** (index + 1));
    });
  }

  const [WIDTH, HEIGHT, LEFT, FLOOR, HIGHEST] = [420, 200, 24, 20, 2.6];
  const STEPS = LOSSES.length;
  const x = (step) => LEFT + (step / (STEPS - 1)) * (WIDTH - LEFT - 4);
  const y = (loss) => HEIGHT - FLOOR - (loss / HIGHEST) * (HEIGHT - FLOOR - 6);
  const points = (values) => values.map((value, step) => `${x(step).toFixed(1)},${y(value).toFixed(1)}`).join(" ");

  function start(place, words) {
    const picture = drawing("svg", { viewBox: `0 0 ${WIDTH} ${HEIGHT}`, role: "img", "font-size": 13, fill: "currentColor" });
    const says = live();
    const weight = slider(words.weight, { min: 0, max: 0.99, step: 0.01, value: 0.6, said: (value) => value.toFixed(2), act: show });
    const at = slider(words.step, { min: 0, max: STEPS - 1, step: 1, value: 60, act: show });
    place.append(weight.row, at.row, picture, says);

    function show() {
      const smoothed = smooth(LOSSES, weight.input.valueAsNumber);
      const step = at.input.valueAsNumber;
      picture.replaceChildren(
        drawing("line", { x1: LEFT, y1: y(0), x2: WIDTH, y2: y(0), class: "axis" }),
        ...[0, 1, 2].map((loss) => drawing("text", { x: LEFT - 8, y: y(loss) + 4, "text-anchor": "end", class: "mark" }, loss)),
        drawing("polyline", { points: points(LOSSES), class: "raw" }),
        drawing("polyline", { points: points(smoothed), class: "smoothed" }),
        drawing("circle", { cx: x(step), cy: y(LOSSES[step]), r: 4, class: "own" }),
        drawing("circle", { cx: x(step), cy: y(smoothed[step]), r: 6, class: "here" }),
      );
      const facts = { step, loss: LOSSES[step].toFixed(3), smoothed: smoothed[step].toFixed(3) };
      const recent = LOSSES.slice(Math.max(0, step - 9), step + 1);
      const mean = recent.reduce((sum, loss) => sum + loss, 0) / recent.length;
      const lags = smoothed[step] > 1.25 * mean;
      says.textContent = say(words.says, facts) + (lags ? ` ${say(words.late, { count: recent.length, mean: mean.toFixed(3) })}` : "");
      picture.setAttribute("aria-label", says.textContent);
    }

    show();
  }

  playthings.add("smoothing", start, { smooth, losses: LOSSES });
}
