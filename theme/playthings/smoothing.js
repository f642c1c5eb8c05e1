// The loss of each batch of a real run, and the line that TensorBoard's smoothing makes of it.
"use strict";

{
  const { drawing, live, say, slider } = parts;

  // docs/figures/records/tensorboard-losses.json, the first five epochs; a test compares them.
  const LOSSES = [
    2.288, 2.155, 1.945, 1.803, 1.709, 1.635, 1.576, 1.413, 1.289, 1.209, 1.1, 0.909, 1.013, 0.812, 0.962, 0.748,
    0.769, 0.68, 0.763, 0.844, 0.633, 0.724, 0.694, 0.686, 0.52, 0.722, 0.432, 0.549, 0.736, 0.36, 0.639, 0.43,
    0.499, 0.644, 0.574, 0.465, 0.573, 0.3, 0.517, 0.455, 0.508, 0.496, 0.605, 0.314, 0.513, 0.406, 0.315, 0.302,
    0.381, 0.556, 0.512, 0.361, 0.512, 0.49, 0.577, 0.552, 0.317, 0.407, 0.379, 0.3, 0.244, 0.367, 0.259, 0.359,
    0.247, 0.304, 0.256, 0.318, 0.35, 0.315, 0.508, 0.331, 0.177, 0.413, 0.15, 0.246, 0.401, 0.267, 0.575, 0.214,
    0.276, 0.333, 0.256, 0.276, 0.47, 0.289, 0.469, 0.18, 0.229, 0.293, 0.386, 0.396, 0.448, 0.284, 0.347, 0.387,
    0.262, 0.305, 0.303, 0.316, 0.246, 0.393, 0.474, 0.177, 0.272, 0.266, 0.334, 0.306, 0.216, 0.432, 0.194,
    0.352, 0.158, 0.357, 0.308, 0.483, 0.342, 0.113, 0.091, 0.184, 0.159, 0.399, 0.337, 0.155, 0.409, 0.334,
    0.233, 0.294, 0.287, 0.253, 0.159, 0.284, 0.118, 0.256, 0.462, 0.115, 0.271, 0.205, 0.195, 0.308, 0.236,
    0.389, 0.252, 0.229, 0.239, 0.171, 0.404, 0.149, 0.371, 0.348, 0.182, 0.341, 0.173, 0.115, 0.3, 0.184, 0.171,
    0.438, 0.319, 0.398, 0.249, 0.316, 0.286, 0.227, 0.186, 0.141, 0.317, 0.155, 0.43, 0.219, 0.18, 0.085, 0.265,
    0.343, 0.172, 0.13, 0.207, 0.226, 0.181, 0.294, 0.21, 0.264, 0.2, 0.121, 0.162, 0.283, 0.197, 0.219, 0.169,
    0.198, 0.144, 0.203, 0.141, 0.153, 0.256, 0.13, 0.092, 0.159, 0.263, 0.114, 0.135, 0.216, 0.154, 0.131, 0.216,
    0.119, 0.303, 0.157, 0.171, 0.224, 0.144, 0.345, 0.119, 0.164, 0.343, 0.186, 0.161, 0.23, 0.136, 0.185, 0.288,
    0.156, 0.179, 0.065, 0.2, 0.237, 0.202, 0.252, 0.152, 0.211, 0.224, 0.303, 0.198, 0.135, 0.237, 0.242, 0.268,
    0.205, 0.089, 0.538, 0.278, 0.244, 0.238, 0.276, 0.285, 0.151, 0.231, 0.191, 0.181, 0.375, 0.248, 0.156,
    0.115, 0.142, 0.206, 0.182, 0.226, 0.119, 0.109, 0.249, 0.147, 0.145, 0.093, 0.122, 0.093, 0.116, 0.163,
    0.168, 0.2, 0.149, 0.11, 0.143, 0.156, 0.303, 0.12, 0.272, 0.13, 0.105, 0.186, 0.165, 0.128, 0.125, 0.248,
    0.151, 0.102, 0.206, 0.102, 0.157, 0.104, 0.14, 0.173, 0.177, 0.057, 0.117, 0.14, 0.051, 0.064, 0.18, 0.167,
    0.11, 0.408, 0.156, 0.095, 0.114, 0.186, 0.156, 0.186, 0.145, 0.185, 0.219, 0.098, 0.165, 0.076, 0.153, 0.203,
  ];

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
