// Which of the marks on the digit pad are the digit: `find_digit` of tutorial_lib/mnist/strokes.py, step by step.
"use strict";

playthings.findDigit = (() => {
  const [STROKE, LEAST_PIXELS, LEAST_SHARE, SPECK, NEAR_ACROSS, NEAR_ALONG] = [0.5, 8, 0.035, 0.02, 0.16, 0.28];
  const [AS_HIGH, ALIKE, APART, ANOTHER, WITHIN, FLAT, WIDEST, SOLID, SQUARE] = [0.5, 0.55, 0.12, 0.35, 0.35, 4, 2.2, 0.74, 0.5];
  const [ON_BORDER, ON_BORDERS, FILLS, CUT, MOST_MARKS, MOST_PARTS, CLUTTER, EDGE] = [0.15, 0.42, 0.9, 0.3, 60, 12, 0.5, 0.075];

  const tall = (box) => box.bottom - box.top;
  const wide = (box) => box.right - box.left;
  const longer = (box) => Math.max(tall(box), wide(box));
  const isFlat = (box) => wide(box) > FLAT * tall(box);

  const isSolid = (area, box) =>
    area / (tall(box) * wide(box)) > SOLID && Math.min(tall(box), wide(box)) > SQUARE * longer(box);

  // Pixels that touch, by a side or a corner, are one mark: the number of its mark for each pixel, and the marks, the
  // largest first.
  function findMarks(ink, height, width) {
    const labels = new Int32Array(ink.length);
    const marks = [];
    for (let start = 0; start < ink.length; start++) {
      if (ink[start] <= STROKE || labels[start]) continue;
      const mark = { label: marks.length + 1, top: height, bottom: 0, left: width, right: 0, area: 0, onBorder: 0 };
      marks.push(mark);
      const open = [start];
      labels[start] = mark.label;
      while (open.length) {
        const place = open.pop();
        const [y, x] = [Math.floor(place / width), place % width];
        mark.area++;
        if (y === 0 || y === height - 1 || x === 0 || x === width - 1) mark.onBorder++;
        [mark.top, mark.bottom] = [Math.min(mark.top, y), Math.max(mark.bottom, y + 1)];
        [mark.left, mark.right] = [Math.min(mark.left, x), Math.max(mark.right, x + 1)];
        for (let row = Math.max(y - 1, 0); row <= Math.min(y + 1, height - 1); row++) {
          for (let column = Math.max(x - 1, 0); column <= Math.min(x + 1, width - 1); column++) {
            const next = row * width + column;
            if (ink[next] > STROKE && !labels[next]) {
              labels[next] = mark.label;
              open.push(next);
            }
          }
        }
      }
    }
    marks.sort((one, other) =>
      longer(other) - longer(one) || other.area - one.area || one.top - other.top || one.left - other.left);
    return [labels, marks];
  }

  function crossesBorder(mark, height, width) {
    const fills = tall(mark) >= FILLS * height || wide(mark) >= FILLS * width;
    return longer(mark) >= CUT * Math.max(height, width)
      && mark.onBorder <= (fills ? ON_BORDERS : ON_BORDER) * 2 * (tall(mark) + wide(mark));
  }

  const rowsBetween = (one, other) => Math.max(one.top, other.top) - Math.min(one.bottom, other.bottom);
  const columnsBetween = (one, other) => Math.max(one.left, other.left) - Math.min(one.right, other.right);

  const near = (digit, part) =>
    rowsBetween(digit, part) <= NEAR_ALONG * longer(digit) && columnsBetween(digit, part) <= NEAR_ACROSS * longer(digit);
  const beside = (digit, part) =>
    columnsBetween(digit, part) >= 0 && Math.min(tall(digit), tall(part)) >= AS_HIGH * Math.max(tall(digit), tall(part));
  const above = (digit, part) =>
    rowsBetween(digit, part) > APART * longer(digit)
    && Math.min(tall(digit), tall(part)) > ALIKE * Math.max(tall(digit), tall(part));
  const within = (digit, part) =>
    longer(part) >= WITHIN * longer(digit) && digit.top < part.top && part.bottom < digit.bottom
    && digit.left < part.left && part.right < digit.right;

  // The ink of these marks and of their faint edges; 0 elsewhere.
  function only(ink, labels, parts, box, height, width) {
    const chosen = new Set(parts.map((part) => part.label));
    const reach = Math.floor(EDGE * longer(box) + 1);
    const [along, around] = [new Uint8Array(ink.length), new Uint8Array(ink.length)];
    for (let place = 0; place < ink.length; place++) {
      if (!chosen.has(labels[place])) continue;
      const [y, x] = [Math.floor(place / width), place % width];
      along.fill(1, y * width + Math.max(x - reach, 0), y * width + Math.min(x + reach, width - 1) + 1);
    }
    for (let y = 0; y < height; y++) {
      for (let x = 0; x < width; x++) {
        if (!along[y * width + x]) continue;
        for (let row = Math.max(y - reach, 0); row <= Math.min(y + reach, height - 1); row++) around[row * width + x] = 1;
      }
    }
    return ink.map((value, place) => (chosen.has(labels[place]) || (around[place] && !labels[place]) ? value : 0));
  }

  // Ink from 0 to 1, row by row -> the ink of the digit alone, or "none", or "several" where there are more.
  return (ink, height, width) => {
    const [labels, marks] = findMarks(ink, height, width);
    const least = Math.max(LEAST_PIXELS, LEAST_SHARE * Math.max(height, width));
    const large = marks.filter((mark) => longer(mark) >= least && !isFlat(mark) && !isSolid(mark.area, mark));
    let digits = large.filter((mark) => !mark.onBorder);
    if (!digits.length) digits = large.filter((mark) => crossesBorder(mark, height, width));
    if (!digits.length) return "none";
    if (digits.length > MOST_MARKS) return "several";

    const [first] = digits;
    const parts = [first];
    const box = { top: first.top, bottom: first.bottom, left: first.left, right: first.right };
    let others = marks.filter((mark) =>
      mark !== first && mark.area >= SPECK * first.area && (!mark.onBorder || digits.includes(mark))
      && !(isFlat(mark) && mark.top >= first.bottom)
      && !(isSolid(mark.area, mark) && longer(mark) < ANOTHER * longer(first)));
    for (let part; (part = others.find((mark) => near(box, mark)));) {
      if (beside(box, part) || above(box, part) || within(box, part)) return "several";
      parts.push(part);
      others = others.filter((mark) => mark !== part);
      [box.top, box.bottom] = [Math.min(box.top, part.top), Math.max(box.bottom, part.bottom)];
      [box.left, box.right] = [Math.min(box.left, part.left), Math.max(box.right, part.right)];
    }
    if (others.some((mark) => longer(mark) >= ANOTHER * longer(box))) return "several";

    const sum = (some) => some.reduce((area, mark) => area + mark.area, 0);
    const leftOut = marks.filter((mark) => !mark.onBorder && !parts.includes(mark));
    if (sum(leftOut) > CLUTTER * sum(parts) || parts.length > MOST_PARTS) return "none";
    if (isSolid(sum(parts), box) || wide(box) > WIDEST * tall(box)) return "none";
    return only(ink, labels, parts, box, height, width);
  };
})();
