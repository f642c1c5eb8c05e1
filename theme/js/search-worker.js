// Answers what Material's search asks: it sends the index first, then one query after the other.
// Material's own worker forgets the last word of a Chinese query, finds nothing for Chinese beside Latin letters, and
// puts any title before any text. Here the terms are Latin words, their parts (zero_grad, zero, grad), each two words
// that stand together, and each two Chinese characters that stand together: no dictionary is needed.
// A pasted error is not a matter of words: js/messages.js answers it, as it does in the field of the errors page.
"use strict";

const [SETUP, READY, QUERY, RESULT] = [0, 1, 2, 3];

// How much counts, against a word that a text says once.
const BEGINNING = 0.5; // a longer word that begins like the one asked for
const PART = 0.3; // a part of it
const PAIR = 0.5; // two words together
const NUMBER = 0.2; // a number: in a pasted message it is the reader's own
const TITLE = 1.5; // a word of the section's title
const NAME = 3.5; // a word of the page's title, whatever the page's boost
const EXERCISE = 0.5; // an exercise, which asks where a section explains
const K1 = 2; // so often said, a word counts half of what it could: the k1 of BM25
const LITTLE = 0.2; // of the best page's score: a page with less is no answer
const FILLER = 0.1; // a word that stands in every sentence: the, is, with
const LONG = 3; // where so many words or more are asked for, the best page must say
const MOST = 0.5; // this much of them, weighed; else nothing answers

const WORD = /\p{Script=Han}+|[\w\p{Script=Latin}\p{Script=Greek}]+/gu;
const ADDRESS = /\bhttps?:\S+|(?<!\w)\/\S+\/\S+/g;
const MARKUP = /<[^>]*>|&\w+;/g;
const EITHER = new RegExp(`${MARKUP.source}|${WORD.source}`, "gu");

let terms; // of each: the sections that say it, how often in their text and in their title
let singles; // those that are not pairs
let sections;
let pages;
let named; // the sections by what js/messages.js calls them: errors#mat1-mat2

const wordsOf = (html) => html.replace(MARKUP, " ").match(WORD) ?? [];
const isChinese = (word) => word.codePointAt(0) > 0x2e7f;

// "Tensors" is "tensor"; words like "loss", "this" and "bias" have an s of their own.
const stem = (word) => word.toLowerCase().replace(/^([a-z]{3,}[^aius])s$/, "$1");

function parts(word) {
  const found = word.match(/[A-Z]*[a-z]{2,}|[A-Z]{2,}/g) ?? [];
  return found[0]?.length < word.length ? found.map(stem) : [];
}

function bigrams(chinese) {
  if (chinese.length === 1) return [chinese];
  return Array.from({ length: chinese.length - 1 }, (_, at) => chinese.slice(at, at + 2));
}

const known = new Map();

/** The terms of a word, first the one that stands for the whole of it. */
function termsOf(word) {
  if (!known.has(word)) known.set(word, isChinese(word) ? bigrams(word) : [stem(word), ...parts(word)]);
  return known.get(word);
}

function pairs(words) {
  const found = [];
  for (let at = 1; at < words.length; at++) {
    const [one, two] = [words[at - 1], words[at]];
    if (!isChinese(one) && !isChinese(two)) found.push(`${termsOf(one)[0]} ${termsOf(two)[0]}`);
  }
  return found;
}

function setup(docs) {
  terms = new Map();
  pages = new Map();
  sections = docs.map(({ text, title, ...rest }) => {
    // Where jieba is installed, Material marks with this what it takes for Chinese words.
    const [plainText, plainTitle] = [text, title].map((html) => html.replaceAll("\u200b", ""));
    const doc = { ...rest, text: plainText, title: plainTitle };
    const address = doc.location.split("#")[0];
    if (!pages.has(address)) pages.set(address, { doc, size: 0 });
    const section = { doc, page: pages.get(address) };
    for (const field of ["text", "title"]) {
      const words = wordsOf(doc[field]);
      const said = words.flatMap(termsOf).concat(pairs(words));
      section[field] = said.length;
      for (const term of said) {
        if (!terms.has(term)) terms.set(term, []);
        const places = terms.get(term);
        if (places.at(-1)?.section !== section) places.push({ section, text: 0, title: 0 });
        places.at(-1)[field] += 1;
      }
    }
    section.page.size += section.text;
    return section;
  });
  singles = [...terms.keys()].filter((term) => !term.includes(" "));
  // "errors/#mat1-mat2", or "errors.html#mat1-mat2" where the site is read from a disk
  named = new Map(sections.map(({ doc }) => [doc.location.replace(/(?:\/|\.html)(?=#|$)/, ""), doc]));
}

/** What a query asks for: of each term its worth, and the terms that answer it. */
function read(query) {
  const words = wordsOf(query.replace(ADDRESS, " "));
  const asked = new Map();
  const ask = (term, worth, open = false) => {
    const answers = new Map(terms.has(term) ? [[term, 1]] : []);
    for (const other of open ? singles : []) {
      if (other.startsWith(term) && other !== term) answers.set(other, BEGINNING);
    }
    if (!asked.has(term)) asked.set(term, { worth, answers });
  };
  for (const [at, word] of words.entries()) {
    if (isChinese(word)) {
      for (const bigram of bigrams(word)) ask(bigram, 1, bigram.length === 1);
    } else {
      const typing = at === words.length - 1;
      const [all, ...parts] = termsOf(word);
      const filler = self.messages?.FUNCTION_WORDS.has(all);
      ask(all, filler ? FILLER : /^\d+$/.test(word) ? NUMBER : 1, typing || word.length > 3);
      for (const part of parts) ask(part, PART, part.length > 3);
    }
  }
  for (const pair of pairs(words)) ask(pair, PAIR);
  return asked;
}

/** Whether a page says enough of a long query. */
function isAnswered(asked, ranked) {
  const main = [...asked].filter(([, { worth }]) => worth === 1);
  // A Chinese word is about two of its pairs of characters.
  const length = main.reduce((sum, [term]) => sum + (isChinese(term) ? 0.5 : 1), 0);
  if (length < LONG) return true;
  const said = new Map(ranked.map(({ page }) => [page, 0]));
  let all = 0;
  for (const [at, [term, { answers }]] of main.entries()) {
    const exact = (at === main.length - 1 ? [...answers.keys()] : [term]).flatMap((answer) => terms.get(answer) ?? []);
    const idf = Math.log(1 + sections.length / (exact.length + 0.5));
    all += idf;
    for (const page of new Set(exact.map(({ section }) => section.page))) {
      if (said.has(page)) said.set(page, said.get(page) + idf);
    }
  }
  return Math.max(...said.values()) > MOST * all;
}

/**
 * The pages that answer, best first: {page, score, sections: Map of each section's score}.
 * The score of a page's text is BM25 with b = 0.5: https://en.wikipedia.org/wiki/Okapi_BM25
 */
function rank(asked) {
  const found = new Map();
  const size = sections.reduce((total, section) => total + section.text, 0) / pages.size;
  for (const { worth, answers } of asked.values()) {
    const places = new Map();
    for (const [term, weight] of answers) {
      for (const { section, text, title } of terms.get(term)) {
        if (!places.has(section)) places.set(section, { text: 0, title: 0 });
        const place = places.get(section);
        place.text += weight * text;
        place.title += weight * title;
      }
    }
    const idf = worth * Math.log(1 + (sections.length - places.size + 0.5) / (places.size + 0.5));
    const said = new Map();
    for (const [section, { text, title }] of places) {
      const { page, doc } = section;
      if (!found.has(page)) found.set(page, { page, name: 0, text: 0, sections: new Map() });
      const result = found.get(page);
      const share = title / Math.sqrt(section.title || 1);
      const value = doc.location.includes("#exercise-") ? EXERCISE : 1;
      const score = value * idf * (text / (text + K1) + TITLE * share);
      result.sections.set(section, (result.sections.get(section) ?? 0) + score);
      if (doc === page.doc) result.name += idf * NAME * share;
      said.set(page, (said.get(page) ?? 0) + value * text);
    }
    for (const [page, text] of said) {
      found.get(page).text += (idf * text) / (text + K1 * (0.5 + (0.5 * page.size) / size));
    }
  }
  for (const result of found.values()) {
    const { page, name, text, sections } = result;
    result.score = name + (text + Math.max(...sections.values())) * (page.doc.boost ?? 1);
  }
  const best = Math.max(...[...found.values()].map(({ score }) => score));
  const ranked = [...found.values()].filter(({ score }) => score > LITTLE * best).sort((a, b) => b.score - a.score);
  return isAnswered(asked, ranked) ? ranked : [];
}

/** Marks in HTML, or in a query, what answers it. */
function mark(html, answers) {
  const wrap = (word, answered) => (answered ? `<mark>${word}</mark>` : word);
  const marked = (word) => {
    if (!isChinese(word)) return wrap(word, termsOf(word).some((term) => answers.has(term)));
    const hit = (at) => answers.has(word.slice(Math.max(at, 0), at + 2));
    const characters = [...word].map((character, at) => wrap(character, hit(at - 1) || hit(at)));
    return characters.join("").replaceAll("</mark><mark>", "");
  };
  return html.replace(EITHER, (found) => (/^[<&]/.test(found) ? found : marked(found)));
}

/** The two paragraphs that answer most; of a block of code, the lines. */
function teaser(html, answers) {
  const blocks = mark(html, answers).match(/[^]*?<\/(?:p|pre|li)>|[^]+$/g) ?? [];
  const count = (block) => block.split("<mark>").length;
  return blocks
    .filter((block) => count(block) > 1)
    .sort((a, b) => count(b) - count(a))
    .slice(0, 2)
    .map((block) =>
      block.replace(/(<pre>.*?<code>)([^]*)(<\/code>)/, (_, open, code, close) => {
        const lines = code.split("\n").filter((line) => count(line) > 1).slice(0, 4);
        return open + lines.map((line) => line.trim()).join("\n") + close;
      }),
    )
    .join("");
}

/** The sections that explain a pasted error or a symptom, and, where none does, the one that says what to do. */
function explain(query) {
  const known = self.messages?.find(query).map(({ place }) => named.get(place)) ?? [];
  return self.messages?.isMessage(query) && known.length === 0 ? [named.get("errors#not-found")] : known;
}

function search(query) {
  const asked = read(query);
  const main = [...asked.values()].filter(({ worth }) => worth === 1);
  const answers = new Set(main.flatMap((one) => [...one.answers.keys()]));
  // The page that is opened marks these.
  const words = [...mark(query, new Set([...answers, ...asked.keys()])).matchAll(/<mark>(.*?)<\/mark>/g)];
  const marked = Object.fromEntries(words.map(([, word]) => [word, true]));
  const item = (doc, score) => ({
    ...doc,
    title: mark(doc.title, answers),
    text: teaser(doc.text, answers),
    score,
    terms: marked,
  });
  const explained = explain(query).filter(Boolean);
  const ranked = explained.length && self.messages.isMessage(query) ? [] : rank(asked);
  const items = ranked.map(({ page, sections }) => {
    const best = [...sections].sort(([, a], [, b]) => b - a).slice(0, 5);
    const group = best.map(([section, score]) => item(section.doc, score));
    return group.some(({ location }) => location === page.doc.location) ? group : [...group, item(page.doc, 0)];
  });
  const typing = stem(wordsOf(query).at(-1) ?? "");
  const suggest = [...(asked.get(typing)?.answers.keys() ?? [])];
  suggest.sort((a, b) => terms.get(b).length - terms.get(a).length);
  return { items: [...explained.map((doc) => [item(doc, Infinity)]), ...items], suggest: suggest.slice(0, 1) };
}

addEventListener("message", async ({ data: { type, data } }) => {
  if (type === SETUP) {
    setup(data.docs);
    // A site read from a disk loads them later than a Worker does: theme/js/offline.js.
    await importScripts("messages.js", "known-messages.js");
  }
  postMessage(type === SETUP ? { type: READY } : { type: RESULT, data: search(data) });
});
