// A row of weights and the whole numbers that stand for them, with as many bits as the reader allows.
"use strict";

{
  const { drawing, element, live, say, slider } = parts;

  const ROW = [0.502, -0.204, 0.031, 1.27, -0.86, 0.345, -0.071, 0.938];
  const SIZES = [784, 256, 128, 10]; // of MNISTNet

  // As torch.round: halves go to the even number.
  function round(value) {
    const near = Math.round(value);
    return near - value === 0.5 && near % 2 ? near - 1 : near;
  }

  // One scale for the row: its largest number takes the largest whole number there is.
  function quantize(row, bits) {
    const largest = 2 ** (bits - 1) - 1;
    const scale = Math.max(...row.map(Math.abs)) / largest;
    const whole = row.map((weight) => round(weight / scale) + 0);
    const back = whole.map((number) => number * scale);
    const error = Math.max(...row.map((weight, place) => Math.abs(weight - back[place])));
    return { largest, scale, whole, back, error };
  }

  // Of a network of fully connected layers: packed weights, and a float32 scale and bias for each output.
  function bytes(sizes, bits) {
    return sizes.slice(1).reduce((sum, outputs, place) => sum + Math.ceil((sizes[place] * outputs * bits) / 8) + 8 * outputs, 0);
  }

  const [WIDTH, LEFT, RIGHT, TOP, STEP] = [420, 40, 360, 12, 24];
  const REACH = 1.27;
  const x = (value) => (LEFT + RIGHT) / 2 + ((value / REACH) * (RIGHT - LEFT)) / 2;
  const bottom = TOP + ROW.length * STEP;
  const minus = (text) => String(text).replace("-", "−");

  function start(place, words) {
    const picture = drawing("svg", { viewBox: `0 0 ${WIDTH} ${bottom + 30}`, role: "img", "font-size": 13, fill: "currentColor" });
    const says = live();
    const bits = slider(words.bits, { min: 2, max: 8, step: 1, value: 3, act: show });
    place.append(bits.row, picture, says);

    function show() {
      const count = bits.input.valueAsNumber;
      const { largest, scale, whole, back, error } = quantize(ROW, count);
      const stops = Array.from({ length: 2 * largest + 1 }, (_, step) => x((step - largest) * scale));
      picture.replaceChildren(
        drawing("path", { d: stops.map((stop) => `M${stop.toFixed(1)} ${TOP - 6}V${bottom}`).join(""), class: "stops" }),
        ...ROW.flatMap((weight, row) => {
          const y = TOP + (row + 0.5) * STEP;
          return [
            drawing("line", { x1: x(weight), y1: y, x2: x(back[row]), y2: y, class: "error" }),
            drawing("circle", { cx: x(weight), cy: y, r: 5, class: "weight" }),
            drawing("rect", { x: x(back[row]) - 4, y: y - 4, width: 8, height: 8, class: "back" }),
            drawing("text", { x: WIDTH - 4, y: y + 4, "text-anchor": "end", class: "mark" }, minus(whole[row])),
          ];
        }),
        ...[-largest, 0, largest].map((stop) => drawing("text", { x: x(stop * scale), y: bottom + 20, "text-anchor": "middle", class: "mark" }, minus(stop))),
      );
      says.textContent = say(words.now, {
        largest,
        scale: scale.toFixed(4),
        error: error.toFixed(4),
        half: (scale / 2).toFixed(4),
        size: Math.round(bytes(SIZES, count) / 1000),
      });
      picture.setAttribute("aria-label", `${words.row}: ${whole.map(minus).join(", ")}`);
    }

    show();
  }

  playthings.add("quantization", start, { quantize, bytes, row: () => ROW });
}
