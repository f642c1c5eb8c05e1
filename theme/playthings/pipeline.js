// When batches are loaded and computed: in turn, or by workers that load while the network computes.
"use strict";

{
  const { drawing, live, say, slider } = parts;

  const [SHOWN, EPOCH] = [8, 79]; // batches in the picture, and in an epoch of 5,000 digits

  // When each batch is loaded and computed, as DataLoader does it: worker k has batches k, k + workers, …, and is asked
  // for another one when one of its two in stock is taken (prefetch_factor=2). No workers: in turn.
  function schedule(count, load, compute, workers) {
    const spans = [];
    for (let number = 0; number < count; number++) {
      const done = number ? spans[number - 1].compute[1] : 0;
      const free = number >= workers && workers ? spans[number - workers].load[1] : 0;
      const asked = number >= 2 * workers && workers ? spans[number - 2 * workers].compute[0] : 0;
      const begin = workers ? Math.max(free, asked) : done;
      const start = Math.max(done, begin + load);
      spans.push({ load: [begin, begin + load], compute: [start, start + compute] });
    }
    return spans;
  }

  const whole = (load, compute, workers) => schedule(EPOCH, load, compute, workers).at(-1).compute[1];

  const [WIDTH, ROW, LEFT] = [420, 24, 4];

  function start(place, words) {
    const picture = drawing("svg", { viewBox: `0 0 ${WIDTH} ${ROW * 5 + 8}`, role: "img", "font-size": 13, fill: "currentColor" });
    const says = live();
    const milliseconds = (value) => say(words.milliseconds, { value });
    const load = slider(words.load, { min: 1, max: 20, step: 1, value: 6, said: milliseconds, act: show });
    const compute = slider(words.compute, { min: 1, max: 20, step: 1, value: 5, said: milliseconds, act: show });
    const workers = slider(words.workers, { min: 0, max: 4, step: 1, value: 0, act: show });
    place.append(load.row, compute.row, workers.row, picture, says);

    function show() {
      const [l, c, w] = [load, compute, workers].map(({ input }) => input.valueAsNumber);
      const spans = schedule(SHOWN, l, c, w);
      const scale = (WIDTH - 2 * LEFT) / (SHOWN * (l + c));
      const bar = ([begin, end], row, name, number) => [
        drawing("rect", { x: LEFT + begin * scale, y: row * ROW + 4, width: (end - begin) * scale - 1, height: ROW - 4, rx: 3, class: name }),
        ...((end - begin) * scale > 12 ? [drawing("text", { x: LEFT + ((begin + end) / 2) * scale, y: row * ROW + 18, "text-anchor": "middle" }, number + 1)] : []),
      ];
      const rows = Math.max(w, 1);
      picture.replaceChildren(
        ...spans.flatMap((span, number) => [...bar(span.load, number % rows, "load", number), ...bar(span.compute, rows, "compute", number)]),
      );
      const [turns, time] = [whole(l, c, 0), whole(l, c, w)];
      const facts = { count: EPOCH, time, turns, times: (turns / time).toFixed(1) };
      const decides = l / rows > c ? words.loading : words.computing;
      says.textContent = w ? `${say(words.together, facts)} ${decides}` : say(words.turn, facts);
      picture.setAttribute("aria-label", says.textContent);
    }

    show();
  }

  playthings.add("pipeline", start, { schedule, whole });
}
