// Which process gets which samples, as torch's DistributedSampler would deal them out.
"use strict";

{
  const { choice, drawing, element, live, say, slider } = parts;

  // torch's random numbers on the CPU: the Mersenne Twister. Source: Matsumoto and Nishimura, 1998
  function twister(seed) {
    const state = new Uint32Array(624);
    state[0] = seed;
    for (let i = 1; i < 624; i++) state[i] = Math.imul(1812433253, state[i - 1] ^ (state[i - 1] >>> 30)) + i;
    let at = 624;
    return () => {
      if (at === 624) {
        for (let i = 0; i < 624; i++) {
          const y = (state[i] & 0x80000000) | (state[(i + 1) % 624] & 0x7fffffff);
          state[i] = state[(i + 397) % 624] ^ (y >>> 1) ^ (y & 1 ? 0x9908b0df : 0);
        }
        at = 0;
      }
      let y = state[at++];
      y ^= y >>> 11;
      y ^= (y << 7) & 0x9d2c5680;
      y ^= (y << 15) & 0xefc60000;
      return (y ^ (y >>> 18)) >>> 0;
    };
  }

  // torch.randperm(count) of a generator with this seed.
  function randperm(count, seed) {
    const random = twister(seed);
    const order = Array.from({ length: count }, (_, place) => place);
    for (let i = 0; i < count - 1; i++) {
      const other = i + (random() % (count - i));
      [order[i], order[other]] = [order[other], order[i]];
    }
    return order;
  }

  // What each rank gets, in order. Source: torch/utils/data/distributed.py
  function shards({ samples, ranks, shuffle, epoch, dropLast }) {
    const order = shuffle ? randperm(samples, epoch) : Array.from({ length: samples }, (_, place) => place);
    const each = dropLast && samples % ranks ? Math.ceil((samples - ranks) / ranks) : Math.ceil(samples / ranks);
    const dealt = Array.from({ length: each * ranks }, (_, place) => order[place % samples]);
    return Array.from({ length: ranks }, (_, rank) => dealt.filter((_, place) => place % ranks === rank));
  }

  const [SIZE, LEFT] = [26, 64];

  function start(place, words) {
    let [setEpoch, dropLast] = ["no", "no"];
    const picture = drawing("svg", { role: "img", "font-size": 13, fill: "currentColor" });
    const says = live();
    const samples = slider(words.samples, { min: 4, max: 12, step: 1, value: 7, act: show });
    const ranks = slider(words.ranks, { min: 1, max: 4, step: 1, value: 2, act: show });
    const epoch = slider(words.epoch, { min: 0, max: 4, step: 1, value: 0, act: show });
    const yesNo = [["no", words.no], ["yes", words.yes]];
    place.append(
      element("div", { class: "settings" }, samples.row, ranks.row, epoch.row),
      choice("set_epoch", yesNo, setEpoch, (chosen) => show((setEpoch = chosen))),
      choice("drop_last", yesNo, dropLast, (chosen) => show((dropLast = chosen))),
      picture,
      says,
    );

    function show() {
      const [count, processes, now] = [samples, ranks, epoch].map(({ input }) => input.valueAsNumber);
      const dealt = shards({ samples: count, ranks: processes, shuffle: true, epoch: setEpoch === "yes" ? now : 0, dropLast: dropLast === "yes" });
      const times = Array(count).fill(0);
      dealt.flat().forEach((sample) => times[sample]++);
      picture.setAttribute("viewBox", `0 0 ${LEFT + Math.max(6, dealt[0].length) * SIZE} ${4 * (SIZE + 8)}`);
      picture.replaceChildren(
        ...dealt.flatMap((mine, rank) => {
          const y = rank * (SIZE + 8) + 2;
          return [
            drawing("text", { x: 0, y: y + SIZE / 2 + 5 }, `rank ${rank}`),
            ...mine.flatMap((sample, turn) => [
              drawing("rect", { x: LEFT + turn * SIZE, y, width: SIZE - 3, height: SIZE - 3, rx: 4, class: times[sample] > 1 ? "twice" : "once" }),
              drawing("text", { x: LEFT + turn * SIZE + (SIZE - 3) / 2, y: y + SIZE / 2 + 3, "text-anchor": "middle" }, sample),
            ]),
          ];
        }),
      );
      const list = (wanted) => times.flatMap((time, sample) => (wanted(time) ? [sample] : [])).join(", ");
      const [twice, never] = [list((time) => time > 1), list((time) => time === 0)];
      const fair = twice ? say(words.twice, { samples: twice }) : never ? say(words.never, { samples: never }) : words.fair;
      says.textContent = [fair, now && setEpoch === "no" ? words.same : ""].join(" ").trim();
      picture.setAttribute("aria-label", dealt.map((mine, rank) => `rank ${rank}: ${mine.join(", ")}`).join("; "));
    }

    show();
  }

  playthings.add("shards", start, { randperm, shards });
}
